import type { Slice } from '@ichor/ct';
import { median } from '@ichor/ct';
import type { Placing } from '../series/stack-place.ts';

/** Of the usual gap or thickness, and a little for rounding: further from every slice lies what none of them shows. */
const REACH = 0.6;

/**
 * Whether what lies in the middle of a slice is shown by another stack as well: whether one of that stack's slices is
 * near enough. Without a position nobody can say, and so it isn't.
 *
 * @param stack the other one @param positionsMm of its slices
 */
export function isShown(
  slice: Slice,
  { normal, placedBy, slices }: Placing & { readonly slices: readonly Slice[] },
  positionsMm: readonly number[],
): boolean {
  const middle = placedBy === 'slice-location' ? slice.sliceLocationMm : middleOf(slice, normal);
  if (middle === undefined) return false;
  const gaps = positionsMm.slice(1).map((mm, i) => mm - (positionsMm[i] as number));
  // Between slices that are thinner than they are apart lies what none of them shows.
  const reach = REACH * Math.min(median(gaps) ?? 0, median(slices.flatMap(thicknessOf)) ?? Infinity);
  return positionsMm.some((mm) => Math.abs(mm - middle) <= reach);
}

const thicknessOf = ({ sliceThicknessMm }: Slice) => sliceThicknessMm ?? [];

/** Along the normal, mm. */
function middleOf(slice: Slice, normal: Placing['normal']): number | undefined {
  const { imagePositionPatient: corner, imageOrientationPatient: cosines, rows, columns } = slice;
  if (corner === undefined) return undefined;
  const [betweenRows, betweenColumns] = slice.pixelSpacing ?? [0, 0];
  const [across, down] = [((columns - 1) / 2) * betweenColumns, ((rows - 1) / 2) * betweenRows];
  const [a, b, c, d, e, f] = cosines ?? [1, 0, 0, 0, 1, 0];
  return (
    (corner[0] + across * a + down * d) * normal[0] +
    (corner[1] + across * b + down * e) * normal[1] +
    (corner[2] + across * c + down * f) * normal[2]
  );
}
