import { isIchorError, type Series, type Window } from '@ichor/ct';
import { readNifti } from '@ichor/dicom';
import { type Intake, type IntakeFile, type UnreadFile, unreadBecause } from '@ichor/intake';
import { type FoundPictures, findPictures } from './found-pictures.ts';
import { findStudies, type StudyFiles } from './found-studies.ts';
import { readStudyFiles } from './read-study-files.ts';

/** What lies under some paths, to be read one study after the other. */
export class FoundInput {
  readonly #intake: Intake;
  readonly #studies: ReadonlyMap<string, StudyFiles>;
  readonly #unread: UnreadFile[];
  readonly #pictures: FoundPictures;

  private constructor(intake: Intake, studies: ReadonlyMap<string, StudyFiles>, pictures: FoundPictures) {
    this.#intake = intake;
    this.#studies = studies;
    this.#pictures = pictures;
    this.#unread = [...pictures.unread];
  }

  /** Reads the headers of all files, no pixels but those of pictures in a stated window. */
  static async of(
    intake: Intake,
    onProgress: (done: number, total: number) => void,
    window?: Window,
  ): Promise<FoundInput> {
    const { studies, unread } = await findStudies(intake, onProgress);
    return new FoundInput(intake, studies, await findPictures(intake.files, unread, window));
  }

  /** The file of each picture, by the SOP Instance UID made up for it. */
  get pictureNames(): ReadonlyMap<string, string> {
    return this.#pictures.names;
  }

  /** How many files were looked at. */
  get files(): number {
    return this.#intake.files.length + this.#intake.volumes.length + this.#intake.unread.length;
  }

  /** The series of all files. NIfTI files have to be read to be named, which is done only where it is asked for. */
  async seriesUids(withVolumes: boolean): Promise<string[]> {
    const uids = [...this.#studies.values()].flatMap((study) => [...study.keys()]);
    if (!withVolumes) return uids;
    for (const file of this.#intake.volumes) {
      try {
        uids.push((await readNifti(await file.read(), file.name)).seriesInstanceUid);
      } catch (error) {
        // What can't be read is listed when its turn comes.
        if (!isIchorError(error)) throw error;
      }
    }
    return uids;
  }

  /** Files that give no slice, with the reason, as far as is known by now; those whose header names a series are in that series' notices too. */
  get unread(): readonly UnreadFile[] {
    return this.#unread;
  }

  /**
   * Reads each study, DICOM or NIfTI, and hands over its series; they are forgotten before the next is read, so that one study is
   * held at a time. What can't be read is listed, never fatal.
   *
   * @param onFile called before a file is decoded
   * @param asked the series to be analysed whatever the ranking
   */
  async forEachStudy(
    onFile: () => void,
    asked: ReadonlySet<string>,
    act: (series: readonly Series[]) => Promise<void>,
  ): Promise<void> {
    // A call for each study: a frame that goes on would keep the last one's pixels until the next are there.
    for (const study of this.#studies.values()) await this.#study(study, onFile, asked, act);
    // By UID: the same volume may lie there packed and unpacked.
    const seen = new Set<string>();
    for (const file of this.#intake.volumes) await this.#volume(file, seen, onFile, act);
    for (const series of this.#pictures.series) await act([series]);
  }

  async #study(
    study: StudyFiles,
    onFile: () => void,
    asked: ReadonlySet<string>,
    act: (series: readonly Series[]) => Promise<void>,
  ): Promise<void> {
    const { series, unread } = await readStudyFiles(study, onFile, asked);
    this.#unread.push(...unread);
    await act(series);
  }

  async #volume(
    file: IntakeFile,
    seen: Set<string>,
    onFile: () => void,
    act: (series: readonly Series[]) => Promise<void>,
  ): Promise<void> {
    onFile();
    let series: Series;
    try {
      series = await readNifti(await file.read(), file.name);
    } catch (error) {
      this.#unread.push(unreadBecause(file.name, error));
      return;
    }
    if (seen.has(series.seriesInstanceUid)) return;
    seen.add(series.seriesInstanceUid);
    await act([series]);
  }
}
