import { type Notice, type Series, type Slice, withoutPixels } from '@ichor/ct';
import { buildSeries, isNifti, readNifti, readSlices, UnreadablePixelsError } from '@ichor/dicom';
import type { SeriesToRead } from '../repositories/readings.ts';
import type { Store } from '../store/store.ts';

/** A stored series, decoded. */
export interface DecodedSeries {
  readonly series: Series;
  readonly damaged: readonly {
    readonly sha256: string;
    readonly code: string;
    readonly problem: string;
  }[];
}

/**
 * Decodes a stored series. All of it is decoded either way, since only that shows which slices can't be; without `pixels` the
 * Hounsfield units of each file are dropped at once, so that a study of many thin series needs the memory of one file.
 */
export async function decodeSeries(
  store: Store,
  { instances }: SeriesToRead,
  { pixels }: { pixels: boolean },
): Promise<DecodedSeries> {
  const slices: Slice[] = [];
  const unreadable: UnreadablePixelsError[] = [];
  const damaged: DecodedSeries['damaged'][number][] = [];
  const take = (slice: Slice): Slice => (pixels ? slice : withoutPixels(slice));
  let volume: Series | undefined;
  for (const { sha256, sopInstanceUid } of firstOfEachFile(instances)) {
    const bytes = await store.read(sha256);
    try {
      if (!(await isNifti(bytes))) slices.push(...(await readSlices(bytes, sopInstanceUid)).map(take));
      // Its UID is made of the voxels: another file of the series is the same volume, packed otherwise.
      else if (volume === undefined) {
        volume = await readNifti(bytes, sopInstanceUid);
        volume = { ...volume, slices: volume.slices.map(take) };
      }
    } catch (error) {
      if (!(error instanceof UnreadablePixelsError)) throw error;
      unreadable.push(error);
      damaged.push({ sha256, code: error.code, problem: error.problem });
    }
  }
  const [series, second] = [...(volume ? [volume] : []), ...buildSeries(slices, unreadable)];
  if (series === undefined || second !== undefined) {
    throw new RangeError('decodeSeries: the files of one series made another number of series');
  }
  return { series: withTagNotice(series, instances), damaged };
}

const firstOfEachFile = (instances: SeriesToRead['instances']): SeriesToRead['instances'] => [
  ...new Map(instances.toReversed().map((instance) => [instance.sha256, instance])).values(),
];

/** Where only some slices have tags that would refuse them, the reader must know; where all have, the series is refused. */
function withTagNotice(series: Series, instances: SeriesToRead['instances']): Series {
  const refused = instances.filter(({ tagRefusal }) => tagRefusal !== null);
  if (refused.length === 0 || refused.length === instances.length) return series;
  const notice: Notice = {
    code: 'tags-mixed',
    message: `By its tags alone a slice named here would not be read: ${refused[0]?.tagRefusal}.`,
    sopInstanceUids: [...new Set(refused.map(({ sopInstanceUid }) => sopInstanceUid))].sort(),
  };
  return { ...series, notices: [...series.notices, notice] };
}
