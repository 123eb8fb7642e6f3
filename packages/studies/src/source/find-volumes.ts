import type { Series } from '@ichor/ct';
import { type IntakeFile, unreadBecause } from '@ichor/intake';
import { readNifti } from '@ichor/nifti';
import { openFiles } from './open-files.ts';
import type { SourceStudy } from './study-source.ts';

/** NIfTI files, each the only series of a study. */
export function findVolumes(files: readonly IntakeFile[]): SourceStudy[] {
  /** The file of each volume that was opened: the same one may lie there packed and unpacked. */
  const opened = new Map<string, IntakeFile>();
  return files.map((file) => ({
    series: [
      {
        seriesInstanceUid: undefined,
        // It is alone in its study.
        huBytes: 0,
        async open(options) {
          const read = (): Promise<Series> => readVolume(file, options.mostHuBytes);
          const unread = (error: unknown) => ({ file: unreadBecause(file.name, error), slices: [] });
          const volume = await openFiles([{ read, unread }], [], options);
          if (volume.series === undefined) return volume;
          const uid = volume.series.seriesInstanceUid;
          if (!opened.has(uid)) opened.set(uid, file);
          return opened.get(uid) === file ? volume : { series: undefined, unread: [] };
        },
      },
    ],
  }));
}

const readVolume = async (file: IntakeFile, mostHuBytes: number): Promise<Series> =>
  readNifti(await file.read(), file.name, { mostHuBytes });
