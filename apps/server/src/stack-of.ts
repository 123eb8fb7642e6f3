import type { SeriesStack } from '@ichor/api';
import { HEMORRHAGE_TYPES, type Series, type Slice } from '@ichor/ct';
import { buildStacks } from '@ichor/dicom';
import type { StackInstance } from './repositories/instances.ts';

type StackSlice = SeriesStack['slices'][number];

/** A slice that a report tells of. */
interface ReadSlice {
  readonly sopInstanceUid: string;
  readonly positionMm: number | null;
}

/**
 * The slices of a series that can be shown, in @ichor/dicom's own order, which needs headers alone. Those that were computed for
 * its report are shown in place of the stored ones: it is they that the report tells of. Which of several stacks was read, and
 * which end of one without positions is the vertex, may have taken the pixels to tell, so that the report decides it.
 *
 * @param read the slices of the report, if there is one
 */
export function stackOf(
  seriesId: string,
  studyId: string,
  instances: readonly StackInstance[],
  read: readonly ReadSlice[] = [],
): SeriesStack {
  const shown = new Map<Slice, StackInstance>();
  const computed = instances.some((instance) => instance.computed);
  for (const instance of instances) {
    const { slice, damage } = instance;
    if (instance.computed === computed && damage === null && slice.rows > 0 && slice.columns > 0) {
      shown.set({ ...slice, hu: new Int16Array(0), notices: [] }, instance);
    }
  }
  const series = asRead(buildStacks([...shown.keys()]), read);
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

/** The stack with most of the slices that were read, the first where none were, and as it was turned then. */
function asRead(stacks: readonly Series[], read: readonly ReadSlice[]): Series | undefined {
  const placeOf = new Map(read.map(({ sopInstanceUid, positionMm }) => [sopInstanceUid, positionMm]));
  const readOf = ({ slices }: Series) => slices.filter(({ sopInstanceUid }) => placeOf.has(sopInstanceUid));
  const [first] = stacks;
  if (first === undefined) return undefined;
  const series = stacks.reduce((best, one) => (readOf(one).length > readOf(best).length ? one : best), first);
  const places = readOf(series).map(({ sopInstanceUid }) => placeOf.get(sopInstanceUid)!);
  if (places.length < 2 || !(places[0]! > places.at(-1)!)) return series;
  const { slices, positionsMm } = series;
  const sum = positionsMm[0]! + positionsMm.at(-1)!;
  return {
    ...series,
    slices: slices.toReversed(),
    positionsMm: positionsMm.toReversed().map((mm) => sum - mm),
  };
}

const inOrder = (types: readonly string[]): SeriesStack['truthTypes'] =>
  HEMORRHAGE_TYPES.filter((type) => types.includes(type));

const tuple = <T extends readonly number[]>(
  values: T | undefined,
): { -readonly [K in keyof T]: T[K] } | null =>
  values === undefined ? null : ([...values] as { -readonly [K in keyof T]: T[K] });
