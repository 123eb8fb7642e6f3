import {
  type InstanceHeader,
  NotCtError,
  readHeader,
  readHeaderBytes,
  readSlicesOf,
  type UnreadableInstance,
  UnreadablePixelsError,
} from '@ichor/dicom';
import { type Intake, type IntakeFile, type UnreadFile, unreadBecause } from '@ichor/intake';
import { isIchorError } from '@ichor/notices';
import { openFiles, type SeriesFile } from './open-files.ts';
import type { SourceSeries, SourceStudy } from './study-source.ts';

/** The DICOM files of one series, not read yet. */
interface SeriesFiles {
  readonly files: IntakeFile[];
  /** Known from a DICOMDIR, and not there. */
  readonly lacking: UnreadableInstance[];
  /** What its Hounsfield units will take, as its headers say. */
  huBytes: number;
}

/** DICOM files, by study. */
export interface FoundStudies {
  /** By UID. */
  readonly studies: ReadonlyMap<string, SourceStudy>;
  /** What belongs to no series. */
  readonly unread: readonly UnreadFile[];
}

/** Beyond this a file that is none by its first bytes isn't read whole to make sure. */
const MOST_DOUBTFUL_BYTES = 2 ** 26;

/** Reads the headers of all DICOM files: which study and series each belongs to. What belongs to none is listed. */
export async function findStudies(
  { files, unread, referenced }: Pick<Intake, 'files' | 'unread' | 'referenced'>,
  onProgress: (done: number, total: number) => void,
): Promise<FoundStudies> {
  const studies = new Map<string, Map<string, SeriesFiles>>();
  const problems: UnreadFile[] = [...unread];
  const there = new Set<string>();
  const seriesOf = (studyInstanceUid: string, seriesInstanceUid: string): SeriesFiles => {
    const study = studies.get(studyInstanceUid) ?? new Map<string, SeriesFiles>();
    studies.set(studyInstanceUid, study);
    const series = study.get(seriesInstanceUid) ?? { files: [], lacking: [], huBytes: 0 };
    study.set(seriesInstanceUid, series);
    return series;
  };
  for (const [done, file] of files.entries()) {
    onProgress(done, files.length);
    try {
      const { header, frames } = await headerOf(file);
      const { studyInstanceUid, seriesInstanceUid, sopInstanceUid } = header.instance;
      const series = seriesOf(studyInstanceUid, seriesInstanceUid);
      series.files.push(file);
      series.huBytes += 2 * frames * header.slice.rows * header.slice.columns;
      there.add(sopInstanceUid);
    } catch (error) {
      if (error instanceof NotCtError && error.instance !== undefined)
        there.add(error.instance.sopInstanceUid);
      problems.push(unreadBecause(file.name, error));
    }
  }
  for (const { of, path, code, reason } of referenced) {
    if (there.has(of.sopInstanceUid)) continue;
    problems.push({ path, code, reason });
    if (!of.isCt) continue;
    // It goes into the report, which holds no paths.
    const problem = 'is named by a DICOMDIR, and is not there';
    seriesOf(of.studyInstanceUid, of.seriesInstanceUid).lacking.push({ code, problem, instance: of });
  }
  return {
    studies: new Map(
      [...studies].map(([uid, study]) => [uid, { series: [...study].map(([of, all]) => seriesIn(of, all)) }]),
    ),
    unread: problems,
  };
}

const seriesIn = (seriesInstanceUid: string, { files, lacking, huBytes }: SeriesFiles): SourceSeries => ({
  seriesInstanceUid,
  huBytes,
  open: (options) => openFiles(files.map(dicomFile), lacking, options),
});

const dicomFile = (file: IntakeFile): SeriesFile => ({
  read: (pixels) => readSlicesOf(file, file.name, { pixels }),
  unread: (error) => ({
    file: unreadBecause(file.name, error),
    slices: error instanceof UnreadablePixelsError ? [error] : [],
  }),
});

async function headerOf(file: IntakeFile): Promise<{ header: InstanceHeader; frames: number }> {
  try {
    const { bytes, scan } = await readHeaderBytes(file, file.name);
    return { header: readHeader(bytes, file.name), frames: scan.frames };
  } catch (error) {
    if (!isIchorError(error) || error instanceof NotCtError) throw error;
    if (error.code === 'not-dicom' && file.bytes > MOST_DOUBTFUL_BYTES) throw error;
    // With all of its bytes the reader may make sense of a header that breaks off or contradicts itself.
    return { header: readHeader(await file.read(), file.name), frames: 1 };
  }
}
