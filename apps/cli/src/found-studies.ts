import { isIchorError } from '@ichor/ct';
import {
  type InstanceHeader,
  NotCtError,
  readHeader,
  readHeaderBytes,
  type UnreadableInstance,
} from '@ichor/dicom';
import { type Intake, type IntakeFile, type UnreadFile, unreadBecause } from '@ichor/intake';

/** The files of one series, not read yet. */
export interface SeriesFiles {
  readonly files: IntakeFile[];
  /** Known from a DICOMDIR, and not there. */
  readonly lacking: UnreadableInstance[];
  /** What its Hounsfield units will take, as its headers say. */
  huBytes: number;
}

/** The series of one study by their UIDs. */
export type StudyFiles = ReadonlyMap<string, SeriesFiles>;

/** What lies under some paths, by study. */
export interface FoundStudies {
  readonly studies: ReadonlyMap<string, StudyFiles>;
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
  return { studies, unread: problems };
}

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
