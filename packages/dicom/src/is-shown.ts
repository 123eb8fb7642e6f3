import type { Slice, Vector3 } from '@ichor/ct';

/** Of the usual gap, and a little for rounding: further from every slice lies what none of them shows. */
const REACH = 0.6;

/**
 * Whether what lies in the middle of a slice is shown by another stack as well: whether one of that stack's slices is
 * near enough. Without a position nobody can say, and so it isn't.
 *
 * @param normal of the other stack @param positionsMm of its slices
 */
export function isShown(slice: Slice, normal: Vector3, positionsMm: readonly number[]): boolean {
  const { imagePositionPatient: corner, imageOrientationPatient: cosines, rows, columns } = slice;
  if (corner === undefined) return false;
  const [betweenRows, betweenColumns] = slice.pixelSpacing ?? [0, 0];
  const [across, down] = [((columns - 1) / 2) * betweenColumns, ((rows - 1) / 2) * betweenRows];
  const [a, b, c, d, e, f] = cosines ?? [1, 0, 0, 0, 1, 0];
  const middle =
    (corner[0] + across * a + down * d) * normal[0] +
    (corner[1] + across * b + down * e) * normal[1] +
    (corner[2] + across * c + down * f) * normal[2];
  const gaps = positionsMm.slice(1).map((mm, i) => mm - (positionsMm[i] as number));
  const usual = gaps.sort((left, right) => left - right)[gaps.length >> 1] ?? 0;
  return positionsMm.some((mm) => Math.abs(mm - middle) <= REACH * usual);
}
