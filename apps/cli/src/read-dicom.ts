import { readFile } from 'node:fs/promises';
import { isIchorError, type Series, type Slice } from '@ichor/ct';
import { buildSeries, readSlices, UnreadablePixelsError } from '@ichor/dicom';
import { findFiles } from './find-files.ts';

export interface DicomInput {
  readonly series: readonly Series[];
  /** Files that give no slice, with the reason; those whose header names a series are in that series' notices too. */
  readonly unreadable: readonly { readonly path: string; readonly code: string; readonly reason: string }[];
  /** How many files were looked at. */
  readonly files: number;
}

/** Reads every file under the paths; what can't be read is listed, never fatal. */
export async function readDicom(
  paths: readonly string[],
  onProgress: (done: number, total: number) => void,
): Promise<DicomInput> {
  const files = await findFiles(paths);
  const slices: Slice[] = [];
  const unreadablePixels: UnreadablePixelsError[] = [];
  const unreadable: { path: string; code: string; reason: string }[] = [];
  for (const [done, path] of files.entries()) {
    onProgress(done, files.length);
    try {
      slices.push(...(await readSlices(await readFile(path), path)));
    } catch (error) {
      if (error instanceof UnreadablePixelsError) unreadablePixels.push(error);
      if (isIchorError(error))
        unreadable.push({ path, code: error.code, reason: `${error.problem}. ${error.remedy}` });
      else if (isFileError(error)) unreadable.push({ path, code: error.code, reason: error.message });
      else throw error;
    }
  }
  return { series: buildSeries(slices, unreadablePixels), unreadable, files: files.length };
}

/** The operating system's refusal to open a file. */
export const isFileError = (error: unknown): error is Error & { code: string } =>
  error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string';
