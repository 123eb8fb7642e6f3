import type { SeriesStack } from '@ichor/api';
import { HEMORRHAGE_TYPES, type Slice } from '@ichor/ct';
import { buildSeries } from '@ichor/dicom';
import type { StackInstance } from './repositories/instances.ts';

type StackSlice = SeriesStack['slices'][number];

/** The slices of a series that can be shown, in @ichor/dicom's own order, which needs headers alone. */
export function stackOf(seriesId: string, studyId: string, instances: readonly StackInstance[]): SeriesStack {
  const ids = new Map<Slice, string>();
  for (const { id, slice, damage } of instances) {
    if (damage === null && slice.rows > 0 && slice.columns > 0) {
      ids.set({ ...slice, hu: new Int16Array(0), notices: [] }, id);
    }
  }
  const [series] = buildSeries([...ids.keys()]);
  const truthTypes = new Set(instances.flatMap(({ truthTypes: types }) => types));
  return {
    id: seriesId,
    studyId,
    slices: (series?.slices ?? []).map((slice, i): StackSlice => {
      const instanceId = ids.get(slice);
      const positionMm = series?.positionsMm[i];
      if (instanceId === undefined || positionMm === undefined) {
        throw new RangeError('stackOf: buildSeries gave a slice that it was not given');
      }
      return {
        instanceId,
        sopInstanceUid: slice.sopInstanceUid,
        rows: slice.rows,
        columns: slice.columns,
        pixelSpacing: tuple(slice.pixelSpacing),
        imagePositionPatient: tuple(slice.imagePositionPatient),
        imageOrientationPatient: tuple(slice.imageOrientationPatient),
        positionMm,
      };
    }),
    tiltDegrees: series?.tiltDegrees ?? 0,
    truthTypes: HEMORRHAGE_TYPES.filter((type) => truthTypes.has(type)),
  };
}

const tuple = <T extends readonly number[]>(
  values: T | undefined,
): { -readonly [K in keyof T]: T[K] } | null =>
  values === undefined ? null : ([...values] as { -readonly [K in keyof T]: T[K] });
