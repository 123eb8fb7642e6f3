import type { Series, Slice } from '@ichor/ct';
import {
  buildSeries,
  deidentifyInstance,
  Pseudonyms,
  readHeader,
  readSlices,
  readStoredValues,
  scanHeader,
  UnreadablePixelsError,
} from '@ichor/dicom';
import { type OpenBundle, openBundle } from '@ichor/inference';
import { isNifti, readNifti } from '@ichor/nifti';
import { isIchorError } from '@ichor/notices';
import { formatStudyReport, type StudyReport } from '@ichor/report';
import type { Channels } from '@ichor/scoring';
import { analyzeSeries, chooseSeries, withAxial } from '@ichor/studies';
import { exampleBundle } from '@ichor/testing/example-bundle';
import { SECRET } from './seeds.ts';

/** What became of one file. */
export interface FileResult {
  readonly slices: readonly Slice[];
  readonly volume?: Series;
  readonly error?: Error & { readonly code: string };
}

/** What became of a study. */
export interface Outcome {
  readonly series: readonly Series[];
  /** How often each thing was said: errors of files, notices, states of series. */
  readonly signals: ReadonlyMap<string, number>;
  readonly unreadableFiles: number;
  /** Whether whole series, not single slices, are refused, so that there is nothing that could be read wrongly. */
  readonly refused: boolean;
}

/** A defect of the reader itself, whatever was damaged. */
export class Defect extends Error {
  override readonly name = 'Defect';
}

const SUBJECT = 'file';
const LEAST_SLICES = 8;

/** Reads one file as `ichor analyze` does. @throws Defect for any error that a user is not meant to see */
export async function readFile(bytes: Uint8Array): Promise<FileResult> {
  try {
    if (await isNifti(bytes)) return { slices: [], volume: await readNifti(bytes, SUBJECT) };
    return { slices: await readSlices(bytes, SUBJECT) };
  } catch (error) {
    return { slices: [], error: foreseen(error, 'readSlices') };
  }
}

/**
 * Everything else that takes a file's bytes.
 *
 * @param inOrder whether pixels come last: what stands behind them is not read, but is by de-identification, which then
 * puts all in order.
 * @throws Defect
 */
export async function readOtherwise(bytes: Uint8Array, read: FileResult, inOrder: boolean): Promise<void> {
  const attempt = async <T>(name: string, of: () => Promise<T> | T): Promise<T | undefined> => {
    try {
      return await of();
    } catch (error) {
      foreseen(error, name);
      return undefined;
    }
  };
  await attempt('readHeader', () => readHeader(bytes, SUBJECT));
  await attempt('scanHeader', () => scanHeader(bytes, SUBJECT, true));
  await attempt('scanHeader', () => scanHeader(bytes.subarray(0, bytes.length >> 1), SUBJECT, false));
  await attempt('readStoredValues', () => readStoredValues(bytes, SUBJECT));
  // Ever new ones, or they would remember a UID for each case.
  const pseudonyms = await Pseudonyms.of(new TextEncoder().encode('a key for all of these'));
  const without = await attempt('deidentifyInstance', () =>
    deidentifyInstance(bytes, SUBJECT, { pseudonyms, dates: 'shift', uids: 'replace' }),
  );
  if (without === undefined || read.slices.length === 0 || !inOrder) return;
  const again = await readSlices(without.bytes, SUBJECT).catch((error: unknown) =>
    foreseen(error, 'readSlices'),
  );
  if (!Array.isArray(again)) {
    throw new Defect(
      `a file that can be read can't be read any more once it is de-identified: ${again.message}`,
    );
  }
  const equal = again.every(({ hu }, i) => hu.every((value, k) => value === read.slices[i]?.hu[k]));
  if (!equal || again.length !== read.slices.length) throw new Defect('de-identified pixels are others');
}

function foreseen(error: unknown, where: string): Error & { readonly code: string } {
  if (!isIchorError(error)) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    throw new Defect(`${where} threw ${text.split('\n').slice(0, 4).join(' | ')}`, { cause: error });
  }
  const { code, subject, problem, remedy } = error;
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(code) || subject !== SUBJECT || problem === '' || remedy === '') {
    throw new Defect(
      `${where}: an error that isn't whole: ${JSON.stringify({ code, subject, problem, remedy })}`,
    );
  }
  keepsSecret(`${problem} ${remedy} ${error.message}`);
  return error;
}

/** Names of patients stay where they are. */
function keepsSecret(said: string): void {
  if (said.includes(SECRET)) throw new Defect(`the patient's name is told: ${said}`);
}

/** All files' results -> series, and what becomes of each. */
export function chosen(files: readonly FileResult[]): Outcome {
  const slices = files.flatMap((file) => file.slices);
  const errors = files.flatMap(({ error }) => error ?? []);
  const unreadable = errors.filter((error) => error instanceof UnreadablePixelsError);
  const volumes = files.flatMap(({ volume }) => volume ?? []);
  const series = withAxial([...buildSeries(slices, unreadable), ...volumes]);
  const signals = new Map<string, number>();
  const say = (signal: string): void => {
    signals.set(signal, (signals.get(signal) ?? 0) + 1);
  };
  let refused = false;
  for (const { code } of errors) say(`error ${code}`);
  for (const study of Map.groupBy(series, (one) => one.studyInstanceUid).values()) {
    for (const { series: one, status, reason } of chooseSeries(study)) {
      refused ||= status === 'refused' && one.slices.length >= LEAST_SLICES;
      // A refusal for another reason is another one; the same with other numbers is not.
      say(`series ${one.seriesInstanceUid} ${status} ${reason?.replace(/[\d.]+/g, '') ?? ''}`);
      for (const { code, message, sopInstanceUids } of one.notices) {
        say(`notice ${code} ${sopInstanceUids.join()}`);
        keepsSecret(message);
      }
    }
  }
  return { series, signals, unreadableFiles: errors.length, refused };
}

/** The report. @throws Defect where it says something else than what was chosen */
export async function report(opened: OpenBundle, { series, unreadableFiles }: Outcome): Promise<StudyReport> {
  const made = await analyzeSeries(opened, series, { unreadableFiles, heatmaps: false });
  keepsSecret(formatStudyReport(made));
  const notices = (of: readonly { readonly notices: readonly unknown[] }[]): number =>
    of.reduce((sum, one) => sum + one.notices.length, 0);
  if (notices(made.studies.flatMap((study) => study.series)) < notices(series)) {
    throw new Defect('the report has fewer notices than its series');
  }
  return made;
}

/** A network that looks at the mean of its images, so that a report can be made. */
export async function openBundleForAll(): Promise<OpenBundle> {
  const example = exampleBundle();
  // Neighbours as far away as the seeds' slices: a third of the planes, of which each costs a millisecond.
  const channels: Channels = { kind: 'neighbours', distanceMm: 12, huRange: [-20, 100] };
  const input = { ...example.input, channels };
  const read = { bundle: { ...example, input }, sha256: '0'.repeat(64), model: Uint8Array.of(1) };
  return openBundle(read, {
    open: async () => ({
      inputs: ['images'],
      outputs: ['logits', 'cam'],
      async run({ images }) {
        const [count = 0] = images!.shape;
        const each = images!.data.length / count;
        const logits = Float32Array.from({ length: 6 * count }, (_, i) => {
          const image = images!.data.subarray(Math.floor(i / 6) * each, (Math.floor(i / 6) + 1) * each);
          const mean = image.reduce((sum, value) => sum + value, 0) / each;
          if (!Number.isFinite(mean)) throw new Defect('the network was given a number that is none');
          return mean;
        });
        return {
          logits: { shape: [count, 6], data: logits },
          cam: { shape: [count, 6, 1, 1], data: logits.slice() },
        };
      },
      async time() {
        return [];
      },
      async dispose() {},
    }),
  });
}
