import type { Series } from '@ichor/ct';
import { readSlices, UnreadablePixelsError } from '@ichor/dicom';
import { isNifti, readNifti } from '@ichor/nifti';
import { notice } from '@ichor/notices';
import {
  type OpenedSeries,
  type OpenOptions,
  openFiles,
  type SeriesFile,
  type SourceSeries,
  type SourceStudy,
} from '@ichor/studies';
import type { InstanceToRead, SeriesToRead, StudyToRead } from '../repositories/readings.ts';
import { isContentFault } from '../store/content-errors.ts';
import type { Store } from '../store/store.ts';

/** A series of the database, whose files lie in the store. */
export interface StoredSeries extends SourceSeries {
  readonly stored: SeriesToRead;
  open(options: OpenOptions): Promise<OpenedSeries & { readonly series: Series }>;
}

/** A stored study as a source of slices. Its files are named by their SHA-256. */
export const storedStudy = (
  store: Store,
  { series }: Pick<StudyToRead, 'series'>,
): SourceStudy<StoredSeries> => ({ series: series.map((stored) => storedSeries(store, stored)) });

function storedSeries(store: Store, stored: SeriesToRead): StoredSeries {
  const { seriesInstanceUid, instances } = stored;
  return {
    stored,
    seriesInstanceUid,
    // A worker holds one series at a time, however small the others are.
    huBytes: undefined,
    async open(options) {
      const { series, unread } = await openFiles(filesOf(store, instances), [], options);
      if (series === undefined) throw new RangeError('storedStudy: a stored series without a slice');
      return { series, unread };
    },
  };
}

function filesOf(store: Store, instances: readonly InstanceToRead[]): SeriesFile[] {
  /** Its UID is made of the voxels: another file of the series is the same volume, packed otherwise. */
  let hasVolume = false;
  return firstOfEachFile(instances).map(({ sha256, sopInstanceUid }) => ({
    async read(pixels) {
      const bytes = await store.read(sha256);
      if (!(await isNifti(bytes))) return readSlices(bytes, sopInstanceUid, { pixels });
      if (hasVolume) return [];
      const volume = await readNifti(bytes, sopInstanceUid);
      hasVolume = true;
      return volume;
    },
    unread(error) {
      if (error instanceof UnreadablePixelsError) {
        return { file: { path: sha256, code: error.code, reason: error.problem }, slices: [error] };
      }
      if (!isContentFault(error)) throw error;
      const { code, problem } = error;
      const lost = instances.filter((instance) => instance.sha256 === sha256);
      return {
        file: { path: sha256, code, reason: problem },
        slices: lost.map((instance) => ({
          code,
          problem,
          instance,
          told: notice(code, { problem }, [instance.sopInstanceUid]),
        })),
      };
    },
  }));
}

const firstOfEachFile = (instances: readonly InstanceToRead[]): readonly InstanceToRead[] => [
  ...new Map(instances.toReversed().map((instance) => [instance.sha256, instance])).values(),
];
