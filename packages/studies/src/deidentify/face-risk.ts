import { median, type Slice, type Vector3 } from '@ichor/ct';

/** Slices nearer than this show a face when they are stacked and looked at from outside. */
const THIN_MM = 3;
/** Less of a head than this is no face. */
const LEAST_MM = 60;

export type Placed = Pick<Slice, 'imagePositionPatient' | 'imageOrientationPatient' | 'sliceThicknessMm'>;

/**
 * Whether a face could be rebuilt from the slices of a series: they lie at most 3 mm apart (the median gap along their normal)
 * over at least 60 mm. Where slices have no position, their thickness and number decide.
 */
export function couldShowFace(slices: readonly Placed[]): boolean {
  const positions = slices
    .flatMap(({ imagePositionPatient: position, imageOrientationPatient: orientation }) =>
      position === undefined || orientation === undefined ? [] : [along(position, orientation)],
    )
    .sort((a, b) => a - b);
  if (positions.length < 2) {
    const thickness = slices[0]?.sliceThicknessMm;
    return thickness !== undefined && thickness <= THIN_MM && thickness * slices.length >= LEAST_MM;
  }
  const gaps = positions
    .slice(1)
    .map((position, i) => position - positions[i]!)
    .filter((gap) => gap > 0.01);
  const usual = median(gaps);
  return usual !== undefined && usual <= THIN_MM && positions.at(-1)! - positions[0]! >= LEAST_MM;
}

/** Millimetres along the normal of the slice. */
function along(
  [x, y, z]: Vector3,
  [a, b, c, d, e, f]: readonly [number, number, number, number, number, number],
): number {
  return x * (b * f - c * e) + y * (c * d - a * f) + z * (a * e - b * d);
}
