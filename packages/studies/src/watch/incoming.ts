import { stat } from 'node:fs/promises';
import { relative } from 'node:path';
import { NotCtError, readHeader, readHeaderBytes } from '@ichor/dicom';
import { DiskFile, findFiles, isFileError } from '@ichor/intake';
import { isIchorError } from '@ichor/notices';
import type { FileStamp } from './study-state.ts';

/** A file of the folder as it was seen last. */
interface SeenFile extends FileStamp {
  /** undefined where the file names no study (yet): then `problem` says why. */
  readonly studyInstanceUid: string | undefined;
  readonly problem: string | undefined;
  /** When it was first seen as it is, by a clock that nobody sets. */
  readonly since: number;
}

/** The files of one study. */
export interface IncomingStudy {
  readonly studyInstanceUid: string;
  readonly files: readonly FileStamp[];
  /** When the youngest of its files was first seen as it is, ms of `performance.now()`. */
  readonly changedAt: number;
}

/** What a look at the folder found. */
export interface Look {
  readonly studies: readonly IncomingStudy[];
  /** Files that name no study and have not changed for a while: how many, by the code of what is wrong with them. */
  readonly ignored: Readonly<Record<string, number>>;
}

/**
 * A folder into which files are dropped. Each look finds what is there now; the headers of new and changed files are read, those
 * of others remembered. Time is measured from look to look, so that clocks of other machines don't matter.
 */
export class Incoming {
  readonly #folder: string;
  #seen = new Map<string, SeenFile>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * @param quietMs how long a file that names no study must have been as it is to count as ignored.
   * @throws IchorError 'path-not-found'; the operating system's error where a folder can't be read.
   */
  async look(quietMs: number): Promise<Look> {
    const seen = new Map<string, SeenFile>();
    for (const path of await findFiles(this.#folder)) {
      const file = await this.#seenFile(path);
      if (file !== undefined) seen.set(path, file);
    }
    this.#seen = seen;
    const files = [...seen.values()];
    const byStudy = Map.groupBy(files, ({ studyInstanceUid }) => studyInstanceUid);
    const now = performance.now();
    const settled = (byStudy.get(undefined) ?? []).filter(({ since }) => now - since >= quietMs);
    const ignored: Record<string, number> = {};
    for (const { problem } of settled) ignored[problem!] = (ignored[problem!] ?? 0) + 1;
    byStudy.delete(undefined);
    return {
      studies: [...byStudy].map(([studyInstanceUid, ofStudy]) => ({
        studyInstanceUid: studyInstanceUid!,
        files: ofStudy,
        changedAt: Math.max(...ofStudy.map(({ since }) => since)),
      })),
      ignored,
    };
  }

  async #seenFile(path: string): Promise<SeenFile | undefined> {
    // A file may go between the listing and this.
    const info = await stat(path).catch((error: unknown) => {
      if (isFileError(error)) return undefined;
      throw error;
    });
    if (info === undefined || !info.isFile()) return undefined;
    const before = this.#seen.get(path);
    const stamp = { path: relative(this.#folder, path), bytes: info.size, modifiedMs: info.mtimeMs };
    if (before?.bytes === stamp.bytes && before.modifiedMs === stamp.modifiedMs) return before;
    return { ...stamp, ...(await studyOf(path, info.size)), since: performance.now() };
  }
}

async function studyOf(path: string, size: number): Promise<Pick<SeenFile, 'studyInstanceUid' | 'problem'>> {
  try {
    const { bytes } = await readHeaderBytes(new DiskFile(path, size), path);
    const { studyInstanceUid } = readHeader(bytes, path).instance;
    return { studyInstanceUid, problem: undefined };
  } catch (error) {
    if (error instanceof NotCtError && error.instance !== undefined)
      return { studyInstanceUid: error.instance.studyInstanceUid, problem: undefined };
    if (isIchorError(error) || isFileError(error))
      return { studyInstanceUid: undefined, problem: error.code };
    throw error;
  }
}
