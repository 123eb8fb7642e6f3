import type { Series, Slice } from '@ichor/ct';
import { buildSeries, makeUid, readSlicesOf, UnreadablePixelsError } from '@ichor/dicom';
import { loadChosen, withAxial } from '@ichor/inference';
import { type UnreadFile, unreadBecause } from '@ichor/intake';
import type { SeriesFiles, StudyFiles } from './found-studies.ts';

/** Hounsfield units of a study that are held at once; one with more is read series by series, and only what is analysed is held. */
const MOST_HU_BYTES = 352 * 2 ** 20;

/** A study, read from its files. */
export interface StudyRead {
  /** Of a large study only those that will be analysed have pixels. */
  readonly series: readonly Series[];
  readonly unread: readonly UnreadFile[];
}

/**
 * Reads the series of one study; what can't be read is listed. Of a study without axial series, axial slices are computed where its
 * other planes are fine enough.
 *
 * @param onFile called before each file is decoded
 * @param asked the series to be analysed whatever the ranking
 */
export async function readStudyFiles(
  study: StudyFiles,
  onFile: () => void,
  asked: ReadonlySet<string> = new Set(),
  mostHuBytes = MOST_HU_BYTES,
): Promise<StudyRead> {
  const unread = new Map<string, UnreadFile>();
  const decode = (files: SeriesFiles, pixels: boolean) => decodeSeries(files, { pixels, onFile, unread });
  const all = [...study.values()];
  const isLarge = all.reduce((sum, { huBytes }) => sum + huBytes, 0) > mostHuBytes;
  const decoded = new Map<SeriesFiles, Series>();
  for (const files of all) {
    const series = await decode(files, !isLarge);
    if (series !== undefined) decoded.set(files, series);
  }
  if (!isLarge) return { series: withAxial([...decoded.values()], makeUid), unread: [...unread.values()] };
  const load = async (files: SeriesFiles): Promise<Series> => (await decode(files, true))!;
  await loadChosen(decoded, load, makeUid, { asked });
  return { series: [...decoded.values()], unread: [...unread.values()] };
}

/** Undefined where none of its files can be read, and no header says that they would be its own. */
async function decodeSeries(
  { files, lacking }: SeriesFiles,
  { pixels, onFile, unread }: { pixels: boolean; onFile: () => void; unread: Map<string, UnreadFile> },
): Promise<Series | undefined> {
  const slices: Slice[] = [];
  const unreadable = [...lacking];
  for (const file of files) {
    onFile();
    try {
      slices.push(...(await readSlicesOf(file, file.name, { pixels })));
    } catch (error) {
      if (error instanceof UnreadablePixelsError) unreadable.push(error);
      unread.set(file.name, unreadBecause(file.name, error));
    }
  }
  return buildSeries(slices, unreadable)[0];
}
