import type { Series, Window } from '@ichor/ct';
import { readNifti } from '@ichor/dicom';
import { type Intake, type UnreadFile, unreadBecause } from '@ichor/intake';
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

  /** Files that give no slice, with the reason, as far as is known by now; those whose header names a series are in that series' notices too. */
  get unread(): readonly UnreadFile[] {
    return this.#unread;
  }

  /**
   * The series of each study, DICOM or NIfTI; whoever takes the next has done with the last, so that one is held at a time. What
   * can't be read is listed, never fatal.
   *
   * @param onFile called before a file is decoded
   */
  async *studies(onFile: () => void): AsyncGenerator<readonly Series[]> {
    for (const study of this.#studies.values()) {
      const { series, unread } = await readStudyFiles(study, onFile);
      this.#unread.push(...unread);
      yield series;
    }
    // By UID: the same volume may lie there packed and unpacked.
    const volumes = new Set<string>();
    for (const file of this.#intake.volumes) {
      onFile();
      try {
        const series = await readNifti(await file.read(), file.name);
        if (volumes.has(series.seriesInstanceUid)) continue;
        volumes.add(series.seriesInstanceUid);
        yield [series];
      } catch (error) {
        this.#unread.push(unreadBecause(file.name, error));
      }
    }
    for (const series of this.#pictures.series) yield [series];
  }
}
