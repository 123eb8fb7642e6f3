import type { Window } from '@ichor/ct';
import { type Intake, openIntake, type UnreadFile } from '@ichor/intake';
import { findPictures } from './find-pictures.ts';
import { findStudies } from './find-studies.ts';
import { findVolumes } from './find-volumes.ts';
import type { StudySource } from './study-source.ts';

/** What lies under some paths. */
export interface PathSource extends StudySource {
  /** How many files were looked at. */
  readonly files: number;
  /** Files that belong to no series, with the reason. */
  readonly unread: readonly UnreadFile[];
  /** How many of them are pictures, whether they could be read or not. */
  readonly pictures: number;
  /** The file of each picture that was read, by the SOP Instance UID made up for it. */
  readonly pictureNames: ReadonlyMap<string, string>;
  /** Gives back what was unpacked or copied for it. */
  close(): Promise<void>;
}

export interface OpenPathsOptions {
  /** What is baked into pictures (PNG, JPG); without it they are refused, each with the remedy. */
  readonly window?: Window | undefined;
  /** Called with the headers that are read and how many files there are. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Finds the studies under paths: folders, zips, DICOMDIRs, standard input, NIfTI files, and pictures in a window that is
 * stated. The headers of all files are read, and no pixels but those of pictures.
 *
 * @throws IchorError as `openIntake`
 */
export async function openPaths(
  paths: readonly string[],
  { window, onProgress = () => {} }: OpenPathsOptions = {},
): Promise<PathSource> {
  const intake = await openIntake(paths);
  try {
    return await find(intake, window, onProgress);
  } catch (error) {
    await intake.close();
    throw error;
  }
}

async function find(
  intake: Intake,
  window: Window | undefined,
  onProgress: (done: number, total: number) => void,
): Promise<PathSource> {
  const dicom = await findStudies(intake, onProgress);
  const pictures = await findPictures(intake.files, dicom.unread, window);
  return {
    studies: [...dicom.studies.values(), ...findVolumes(intake.volumes), ...pictures.studies],
    files: intake.files.length + intake.volumes.length + intake.unread.length,
    unread: pictures.unread,
    pictures: pictures.count,
    pictureNames: pictures.names,
    close: () => intake.close(),
  };
}
