import { readFile } from 'node:fs/promises';
import { isIchorError, type Series, type Slice } from '@ichor/ct';
import { buildSeries, isNifti, makeUid, readNifti, readSlices, UnreadablePixelsError } from '@ichor/dicom';
import { withAxial } from '@ichor/inference';
import { isFileError } from './file-error.ts';
import { findFiles } from './find-files.ts';

export interface DicomInput {
  readonly series: readonly Series[];
  /** Files that give no slice, with the reason; those whose header names a series are in that series' notices too. */
  readonly unreadable: readonly { readonly path: string; readonly code: string; readonly reason: string }[];
  /** How many files were looked at. */
  readonly files: number;
}

/**
 * Reads every file under the paths, DICOM or NIfTI; what can't be read is listed, never fatal. Of a study without axial
 * series, axial slices are computed where its other planes are fine enough.
 */
export async function readDicom(
  paths: readonly string[],
  onProgress: (done: number, total: number) => void,
): Promise<DicomInput> {
  const files = await findFiles(paths);
  const slices: Slice[] = [];
  // By UID: the same volume may lie there packed and unpacked.
  const volumes = new Map<string, Series>();
  const unreadablePixels: UnreadablePixelsError[] = [];
  const unreadable: { path: string; code: string; reason: string }[] = [];
  for (const [done, path] of files.entries()) {
    onProgress(done, files.length);
    try {
      const bytes = await readFile(path);
      if (await isNifti(bytes)) {
        const series = await readNifti(bytes, path);
        volumes.set(series.seriesInstanceUid, series);
      } else slices.push(...(await readSlices(bytes, path)));
    } catch (error) {
      if (error instanceof UnreadablePixelsError) unreadablePixels.push(error);
      if (isIchorError(error))
        unreadable.push({ path, code: error.code, reason: `${error.problem}. ${error.remedy}` });
      else if (isFileError(error)) unreadable.push({ path, code: error.code, reason: error.message });
      else throw error;
    }
  }
  const series = withAxial([...buildSeries(slices, unreadablePixels), ...volumes.values()], makeUid);
  return { series, unreadable, files: files.length };
}
