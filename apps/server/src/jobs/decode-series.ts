import { type Notice, type Series, type Slice, withoutPixels } from '@ichor/ct';
import { buildSeries, readInstance, UnreadablePixelsError } from '@ichor/dicom';
import type { SeriesToRead } from '../repositories/readings.ts';
import type { Store } from '../store/store.ts';

/** A stored series, decoded. */
export interface DecodedSeries {
  readonly series: Series;
  readonly damaged: readonly {
    readonly instanceId: string;
    readonly code: string;
    readonly problem: string;
  }[];
}

/**
 * Decodes a stored series. All of it is decoded either way, since only that shows which slices can't be; without `pixels` the
 * Hounsfield units of each slice are dropped at once, so that a study of many thin series needs the memory of one slice.
 */
export async function decodeSeries(
  store: Store,
  { instances }: SeriesToRead,
  { pixels }: { pixels: boolean },
): Promise<DecodedSeries> {
  const slices: Slice[] = [];
  const unreadable: UnreadablePixelsError[] = [];
  const damaged: DecodedSeries['damaged'][number][] = [];
  for (const { id, sha256, sopInstanceUid } of instances) {
    try {
      const slice = await readInstance(await store.read(sha256), sopInstanceUid);
      slices.push(pixels ? slice : withoutPixels(slice));
    } catch (error) {
      if (!(error instanceof UnreadablePixelsError)) throw error;
      unreadable.push(error);
      damaged.push({ instanceId: id, code: error.code, problem: error.problem });
    }
  }
  const [series, second] = buildSeries(slices, unreadable);
  if (series === undefined || second !== undefined) {
    throw new RangeError('decodeSeries: the files of one series made another number of series');
  }
  return { series: withTagNotice(series, instances), damaged };
}

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
