import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type Deidentified, deidentifyInstance, Pseudonyms, readHeader } from '@ichor/dicom';
import { makeOutputFolder, refuseNested, uidFolder, writeWhole } from '@ichor/files';
import { openIntake, STANDARD_INPUT, unreadBecause } from '@ichor/intake';
import { IchorError, isIchorError, noticeText } from '@ichor/notices';
import { couldShowFace, type Placed } from './face-risk.ts';

export interface DeidentifyFolderOptions {
  /** At least 16 bytes; without one, a random key is made, used and forgotten. */
  readonly key: Uint8Array<ArrayBuffer> | undefined;
  readonly dates: 'shift' | 'remove';
  readonly uids: 'replace' | 'keep';
  readonly onProgress?: (done: number, total: number) => void;
}

/** What was done. Nothing in it names a patient but the paths of what was left out, which are the user's own. */
export interface DeidentifySummary {
  readonly files: number;
  readonly written: number;
  readonly patients: number;
  readonly studies: number;
  readonly series: number;
  readonly changes: Deidentified['changes'];
  readonly leftOut: readonly { readonly path: string; readonly code: string; readonly reason: string }[];
  readonly warnings: readonly DeidentifyWarning[];
}

export interface DeidentifyWarning {
  readonly code: Deidentified['warnings'][number]['code'] | 'face';
  readonly message: string;
  /** New UIDs of the series that it concerns. */
  readonly seriesInstanceUids: readonly string[];
}

/**
 * Writes every CT image under `input` without its patient to OUT/<pseudonym>/<study>/<series>/<instance>.dcm. No name of a file
 * or folder is carried over, and what is no CT image is left out.
 *
 * @throws IchorError 'path-not-found', 'output-inside-input'; FileFailure where the output can't be written
 */
export async function deidentifyFolder(
  input: string,
  output: string,
  { key, dates, uids, onProgress }: DeidentifyFolderOptions,
): Promise<DeidentifySummary> {
  const intake = await openIntake([input]);
  try {
    await makeOutputFolder(output);
    if (input !== STANDARD_INPUT) await refuseNested(input, output);
    const pseudonyms = await Pseudonyms.of(key ?? new Uint8Array(randomBytes(32)));
    const tally = new Tally();
    const files = [...intake.files, ...intake.volumes];
    for (const { path, code, reason } of intake.unread) tally.leftOut(path, code, reason);
    for (const [done, file] of files.entries()) {
      onProgress?.(done, files.length);
      const path = file.name;
      let out: Deidentified;
      try {
        const bytes = await file.read();
        out = await deidentifyInstance(bytes, path, { pseudonyms, dates, uids });
        if (!tally.isNew(out)) {
          throw new IchorError({
            code: 'duplicate-instance',
            subject: path,
            problem: 'bears the SOP Instance UID of a file that was written already',
          });
        }
      } catch (error) {
        const { code, reason } = unreadBecause(path, error);
        tally.leftOut(path, code, reason);
        continue;
      }
      const folder = join(
        output,
        out.patient,
        uidFolder(out.studyInstanceUid),
        uidFolder(out.seriesInstanceUid),
      );
      // Where this fails no file is to blame, and the next would fail as well.
      await writeWhole(join(folder, `${uidFolder(out.sopInstanceUid)}.dcm`), out.bytes);
      tally.wrote(out, placedOf(out.bytes));
    }
    return { files: files.length + intake.unread.length, ...tally.summary() };
  } finally {
    await intake.close();
  }
}

class Tally {
  readonly #instances = new Set<string>();
  readonly #studies = new Set<string>();
  readonly #patients = new Set<string>();
  readonly #series = new Map<string, Placed[]>();
  readonly #warnings = new Map<DeidentifyWarning['code'], { message: string; series: Set<string> }>();
  readonly #changes = { removed: 0, emptied: 0, replaced: 0, uids: 0, dates: 0 };
  readonly #leftOut: { path: string; code: string; reason: string }[] = [];

  isNew({ sopInstanceUid }: Deidentified): boolean {
    return !this.#instances.has(sopInstanceUid);
  }

  wrote(out: Deidentified, placed: Placed | undefined): void {
    this.#instances.add(out.sopInstanceUid);
    this.#patients.add(out.patient);
    this.#studies.add(out.studyInstanceUid);
    const slices = this.#series.get(out.seriesInstanceUid) ?? [];
    this.#series.set(out.seriesInstanceUid, slices);
    if (placed !== undefined) slices.push(placed);
    for (const { code, message } of out.warnings) this.#warn(code, message, out.seriesInstanceUid);
    for (const name of Object.keys(this.#changes) as (keyof Deidentified['changes'])[])
      this.#changes[name] += out.changes[name];
  }

  leftOut(path: string, code: string, reason: string): void {
    this.#leftOut.push({ path, code, reason });
  }

  #warn(code: DeidentifyWarning['code'], message: string, series: string): void {
    const warning = this.#warnings.get(code) ?? { message, series: new Set<string>() };
    this.#warnings.set(code, warning);
    warning.series.add(series);
  }

  summary(): Omit<DeidentifySummary, 'files'> {
    for (const [uid, slices] of this.#series)
      if (couldShowFace(slices)) this.#warn('face', noticeText('face', {}), uid);
    return {
      written: this.#instances.size,
      patients: this.#patients.size,
      studies: this.#studies.size,
      series: this.#series.size,
      changes: this.#changes,
      leftOut: this.#leftOut,
      warnings: [...this.#warnings].map(([code, { message, series }]) => ({
        code,
        message,
        seriesInstanceUids: [...series].sort(),
      })),
    };
  }
}

/** Where a slice lies, as the written file says; undefined where its header can't be read. */
function placedOf(bytes: Uint8Array): Placed | undefined {
  try {
    const { imagePositionPatient, imageOrientationPatient, sliceThicknessMm } = readHeader(bytes, '').slice;
    return { imagePositionPatient, imageOrientationPatient, sliceThicknessMm };
  } catch (error) {
    if (isIchorError(error)) return undefined;
    throw error;
  }
}
