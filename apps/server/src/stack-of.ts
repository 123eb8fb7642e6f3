import type { SeriesStack } from '@ichor/api';
import { HEMORRHAGE_TYPES, type Slice } from '@ichor/ct';
import { buildSeries } from '@ichor/dicom';
import type { StackInstance } from './repositories/instances.ts';

type StackSlice = SeriesStack['slices'][number];

/**
 * The slices of a series that can be shown, in @ichor/dicom's own order, which needs headers alone. Those that were computed for
 * its report are shown in place of the stored ones: it is they that the report tells of.
 */
export function stackOf(seriesId: string, studyId: string, instances: readonly StackInstance[]): SeriesStack {
  const shown = new Map<Slice, StackInstance>();
  const computed = instances.some((instance) => instance.computed);
  for (const instance of instances) {
    const { slice, damage } = instance;
    if (instance.computed === computed && damage === null && slice.rows > 0 && slice.columns > 0) {
      shown.set({ ...slice, hu: new Int16Array(0), notices: [] }, instance);
    }
  }
  const [series] = buildSeries([...shown.keys()]);
  return {
    id: seriesId,
    studyId,
    slices: (series?.slices ?? []).map((slice, i): StackSlice => {
      const instance = shown.get(slice);
      const positionMm = series?.positionsMm[i];
      if (instance === undefined || positionMm === undefined) {
        throw new RangeError('stackOf: buildSeries gave a slice that it was not given');
      }
      return {
        instanceId: instance.id,
        sopInstanceUid: slice.sopInstanceUid,
        rows: slice.rows,
        columns: slice.columns,
        pixelSpacing: tuple(slice.pixelSpacing),
        imagePositionPatient: tuple(slice.imagePositionPatient),
        imageOrientationPatient: tuple(slice.imageOrientationPatient),
        positionMm,
        truthTypes: inOrder(instance.truthTypes),
      };
    }),
    computed,
    tiltDegrees: series?.tiltDegrees ?? 0,
    truthTypes: inOrder(instances.flatMap(({ truthTypes }) => truthTypes)),
  };
}

const inOrder = (types: readonly string[]): SeriesStack['truthTypes'] =>
  HEMORRHAGE_TYPES.filter((type) => types.includes(type));

const tuple = <T extends readonly number[]>(
  values: T | undefined,
): { -readonly [K in keyof T]: T[K] } | null =>
  values === undefined ? null : ([...values] as { -readonly [K in keyof T]: T[K] });
