import { dot, type Slice, type Vector3 } from '@ichor/ct';

/** Slices nearer than this lie at one position: less than any scanner's step, more than a header's rounding. */
export const SAME_POSITION_MM = 0.01;

/** What tells where the slices of a stack lie along its normal; undefined where nothing does. */
export type PlacedBy = 'position' | 'slice-location' | undefined;

/** What it takes to place a slice in a stack. */
export interface Placing {
  /** Unit normal, pointing towards the patient's head (to the left, or the back, where it is at right angles to that). */
  readonly normal: Vector3;
  readonly placedBy: PlacedBy;
}

/** Millimetres along the normal; undefined where the slice does not say. */
export function placeOf(slice: Slice, { normal, placedBy }: Placing): number | undefined {
  if (placedBy === 'slice-location') return slice.sliceLocationMm;
  if (placedBy === undefined || slice.imagePositionPatient === undefined) return undefined;
  return dot(slice.imagePositionPatient, normal);
}

/**
 * ImagePositionPatient where any slice has one, unless all lie at one place by it: then, and where there is none, SliceLocation
 * if every slice has one and they are not all the same.
 */
export function placedBy(slices: readonly Slice[], normal: Vector3): PlacedBy {
  const [positions, locations] = (['position', 'slice-location'] as const).map((by) =>
    slices.flatMap((slice) => placeOf(slice, { normal, placedBy: by }) ?? []),
  ) as [number[], number[]];
  const tellsApart = locations.length === slices.length && differ(locations);
  if (positions.length > 0 && (differ(positions) || !tellsApart)) return 'position';
  return tellsApart ? 'slice-location' : undefined;
}

function differ(places: readonly number[]): boolean {
  const [least, most] = places.reduce(
    ([low, high], mm) => [Math.min(low, mm), Math.max(high, mm)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
  return most - least >= SAME_POSITION_MM;
}

export const placesOf = (slices: readonly Slice[], placing: Placing): number[] =>
  slices.flatMap((slice) => placeOf(slice, placing) ?? []);

/** Whether SliceLocation neither rises nor falls with InstanceNumber, among the slices that have both. */
export function contradictsNumbers(slices: readonly Slice[]): boolean {
  const both = slices
    .flatMap(({ instanceNumber: number, sliceLocationMm: mm }) =>
      number === undefined || mm === undefined ? [] : [{ number, mm }],
    )
    .sort((a, b) => a.number - b.number);
  const steps = both.slice(1).map(({ mm }, i) => mm - both[i]!.mm);
  return steps.some((step) => step > SAME_POSITION_MM) && steps.some((step) => step < -SAME_POSITION_MM);
}
