import { type Series, type Slice, withoutPixels } from '@ichor/ct';
import { buildSeries, type UnreadableInstance } from '@ichor/dicom';
import type { UnreadFile } from '@ichor/intake';
import { huBytesOf, withinLimit } from '../read/within-limit.ts';
import type { OpenedSeries, OpenOptions } from './study-source.ts';

/** A file of a series; where it lies is its source's business. */
export interface SeriesFile {
  /** Its slices, or the volume that it holds. */
  read(pixels: boolean): Promise<readonly Slice[] | Series>;
  /**
   * What is said of it where `read` threw.
   *
   * @throws the error, where it is no fault of the file
   */
  unread(error: unknown): UnreadableFile;
}

export interface UnreadableFile {
  readonly file: UnreadFile;
  /** The slices that can't be read with it, as far as they are known. */
  readonly slices: readonly UnreadableInstance[];
}

/**
 * Opens the files of one series as one series.
 *
 * @param lacking slices that it should have, and of which there is no file
 * @throws what is no fault of the files
 */
export async function openFiles(
  files: readonly SeriesFile[],
  lacking: readonly UnreadableInstance[],
  { pixels, mostHuBytes, onFile }: OpenOptions,
): Promise<OpenedSeries> {
  const slices: Slice[] = [];
  const unreadable = [...lacking];
  const unread: UnreadFile[] = [];
  let volume: Series | undefined;
  let holds = pixels;
  const take = (found: readonly Slice[]): void => {
    slices.push(...found);
    if (!holds || huBytesOf({ slices }) <= mostHuBytes) return;
    // It is refused all the same, and need not fill the memory before.
    holds = false;
    for (const [i, slice] of slices.entries()) slices[i] = withoutPixels(slice);
  };
  for (const file of files) {
    onFile?.();
    try {
      const found = await file.read(holds);
      if ('slices' in found) volume = pixels ? found : { ...found, slices: found.slices.map(withoutPixels) };
      else take(found);
    } catch (error) {
      const told = file.unread(error);
      unread.push(told.file);
      unreadable.push(...told.slices);
    }
  }
  // A volume has all of its slices: a file of it that could not be read is a copy.
  const series = volume ?? buildSeries(slices, unreadable)[0];
  return { series: series && withinLimit(series, mostHuBytes), unread };
}
