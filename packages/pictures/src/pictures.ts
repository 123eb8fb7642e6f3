import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import { median, type Series, type Slice, SOUND_SERIES, type Window } from '@ichor/ct';
import { makeUid, pictureFormat } from '@ichor/dicom';
import { type ErrorCode, IchorError, type Notice, notice } from '@ichor/notices';
import { decodePicture } from './decode-picture.ts';
import { checkPicture, type PictureCheck } from './picture-check.ts';
import { type GreyPicture, pictureHu } from './picture-hu.ts';

/** So many pictures of one size in one folder are taken for the slices of one series; fewer are read each by itself. */
export const LEAST_PICTURES = 8;
/** Of a series so many have to be known for a head CT by themselves: those near vertex and skull base are not. */
const LEAST_KNOWN = 0.25;
/** A grey level that spans more cannot tell blood from brain, 20 HU apart. */
const LARGEST_STEP_HU = 4;
/** Brain as a stated window gives it, in the middle of a series: beyond, another window is likelier. */
const USUAL = { brainHu: [20, 45], leastSpreadHu: 2.3 } as const;
/** Between slices in file order: what the network's neighbours are trained at. A picture says nothing of it. */
const ASSUMED_SPACING_MM = 5;

export interface RefusedPicture {
  readonly path: string;
  readonly code: ErrorCode;
  readonly reason: string;
}

interface Taken {
  readonly path: string;
  readonly digest: string;
  readonly rows: number;
  readonly columns: number;
  readonly hu: Int16Array;
  readonly check: PictureCheck;
}

/**
 * Gathers pictures (PNG, JPG and others) among the files given. Without a stated window each is refused; with one they
 * become series: one of a folder's pictures of one size, in the natural order of their names, or one of each picture
 * where they are few.
 */
export class Pictures {
  readonly #window: Window | undefined;
  readonly #taken: Taken[] = [];

  constructor(window: Window | undefined) {
    this.#window = window;
  }

  /**
   * Whether the bytes are a picture; if so, it is taken in.
   *
   * @throws IchorError `picture-without-window`, `picture-window-wide`, `picture-not-head-ct` and those of decodePicture
   */
  async take(bytes: Uint8Array, path: string): Promise<boolean> {
    const format = pictureFormat(bytes);
    if (format === undefined) return false;
    const window = this.#window;
    if (window === undefined) {
      throw new IchorError({
        code: 'picture-without-window',
        subject: path,
        problem: `is a ${format} picture, which has no Hounsfield units, no side and no scale`,
      });
    }
    const picture = await decodePicture(bytes, path);
    checkStep(picture, window, path);
    const hu = pictureHu(picture, window);
    const { rows, columns, data, white } = picture;
    const check = checkPicture({ rows, columns, data: hu }, window);
    if (check.problem !== undefined && !check.possible) throw notHeadCt(path, `it ${check.problem}`);
    const digest = createHash('sha256')
      .update(`${rows} ${columns} ${white} ${window.center}/${window.width}\n`)
      .update(data)
      .digest('hex');
    this.#taken.push({ path, digest, rows, columns, hu, check });
    return true;
  }

  /** What was taken in, as series; and the pictures that are refused now that all are known. */
  finish(): {
    series: Series[];
    refused: RefusedPicture[];
    /** File of each picture, by the SOP Instance UID made up for it. */
    names: Map<string, string>;
  } {
    const series: Series[] = [];
    const refused: RefusedPicture[] = [];
    const names = new Map<string, string>();
    const add = (pictures: readonly Taken[]): void => {
      const known = pictures.filter(({ check }) => check.problem === undefined).length;
      if (known >= LEAST_KNOWN * pictures.length && known > 0) {
        const one = seriesOf(pictures, this.#window!);
        one.slices.forEach((slice, i) => {
          names.set(slice.sopInstanceUid, pictures[i]!.path);
        });
        series.push(one);
        return;
      }
      const why = commonest(pictures.flatMap(({ check }) => check.problem ?? []));
      for (const { path } of pictures) {
        const { code, problem, remedy } = notHeadCt(
          path,
          pictures.length === 1
            ? `it ${why}`
            : `only ${known} of the ${pictures.length} of its folder are; most often, it ${why}`,
        );
        refused.push({ path, code, reason: `${problem}. ${remedy}` });
      }
    };
    const groups = Map.groupBy(this.#taken, (one) => `${one.rows} ${one.columns} ${dirname(one.path)}`);
    for (const group of groups.values()) {
      if (group.length < LEAST_PICTURES) for (const one of group) add([one]);
      else add(group.sort((a, b) => naturally.compare(a.path, b.path)));
    }
    return { series, refused, names };
  }
}

/** `slice-9.png` before `slice-10.png`, on every machine alike. */
const naturally = new Intl.Collator('en', { numeric: true });

function checkStep({ white }: GreyPicture, { center, width }: Window, path: string): void {
  const step = width / white;
  if (step <= LARGEST_STEP_HU) return;
  throw new IchorError({
    code: 'picture-window-wide',
    subject: path,
    problem: `has ${step.toFixed(0)} HU to a grey level in a window of ${center}/${width}; at most ${LARGEST_STEP_HU} tell blood from brain`,
  });
}

const commonest = (words: readonly string[]): string =>
  [...Map.groupBy(words, (word) => word).values()].sort((a, b) => b.length - a.length)[0]![0]!;

const notHeadCt = (path: string, problem: string): IchorError =>
  new IchorError({
    code: 'picture-not-head-ct',
    subject: path,
    problem: `is not known for an axial slice of a head CT in that window: ${problem}`,
    remedy: `Give the DICOM files, or check the window. Slices near vertex and skull base are read only within a folder of at least ${LEAST_PICTURES}.`,
  });

function seriesOf(pictures: readonly Taken[], window: Window): Series {
  const uids: string[] = [];
  const times = new Map<string, number>();
  for (const { digest } of pictures) {
    const time = times.get(digest) ?? 0;
    times.set(digest, time + 1);
    uids.push(makeUid('picture', digest, time));
  }
  const seriesInstanceUid = makeUid('pictures', ...uids);
  const studyInstanceUid = makeUid('pictures of a study', ...uids);
  const slices = pictures.map(
    ({ rows, columns, hu }, i): Slice => ({
      sopInstanceUid: uids[i]!,
      seriesInstanceUid,
      studyInstanceUid,
      patientId: '',
      rows,
      columns,
      hu,
      notices: [],
    }),
  );
  const unsure = uids.filter((_, i) => pictures[i]!.check.problem !== undefined);
  return {
    seriesInstanceUid,
    studyInstanceUid,
    patientId: '',
    slices,
    positionsMm: slices.map((_, i) => i * ASSUMED_SPACING_MM),
    tiltDegrees: 0,
    bakedWindow: window,
    ...SOUND_SERIES,
    origin: 'pictures',
    plane: 'unknown',
    notices: [
      notice('picture-source', { pictures: slices.length, window }),
      ...(unsure.length > 0
        ? [notice('picture-unsure', { unsure: unsure.length, of: slices.length }, unsure)]
        : []),
      ...doubtOf(pictures, window),
    ],
  };
}

/** A notice where the values of brain speak against the window, though not loudly enough for a refusal. */
function doubtOf(pictures: readonly Taken[], window: Window): Notice[] {
  const known = pictures.filter(({ check }) => check.problem === undefined);
  const brainHu = median(known.map(({ check }) => check.brainHu!))!;
  const spreadHu = median(known.map(({ check }) => check.spreadHu!))!;
  const [low, high] = USUAL.brainHu;
  if (brainHu >= low && brainHu <= high && spreadHu >= USUAL.leastSpreadHu) return [];
  return [notice('picture-window-doubtful', { window, brainHu, spreadHu, usual: USUAL })];
}
