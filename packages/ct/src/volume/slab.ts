import type { Picture } from '../anatomy/hang.ts';
import type { Series } from '../series/slice.ts';

/** A slice's share in a slab; shares of a slab sum to 1. */
export interface SlabShare {
  readonly slice: number;
  readonly share: number;
}

/**
 * Which slices make a slab of `thicknessMm` around `positionMm`: each slice stands for the stretch between the
 * midpoints to its neighbours, and counts by the length that lies in the slab. At a slice of a series at least as
 * coarse as the slab that is the slice alone. Beyond the ends the last slice is repeated.
 */
export function slabShares(
  positionsMm: readonly number[],
  positionMm: number,
  thicknessMm: number,
): SlabShare[] {
  const last = positionsMm.length - 1;
  if (last < 0) throw new RangeError('slabShares: a series without slices');
  const centre = Math.min(Math.max(positionMm, positionsMm[0]!), positionsMm[last]!);
  const [low, high] = [centre - thicknessMm / 2, centre + thicknessMm / 2];
  const shares: { slice: number; share: number }[] = [];
  let total = 0;
  for (let slice = 0; slice <= last; slice++) {
    const at = positionsMm[slice]!;
    const before = slice > 0 ? (at - positionsMm[slice - 1]!) / 2 : Number.NaN;
    const after = slice < last ? (positionsMm[slice + 1]! - at) / 2 : Number.NaN;
    const lower = at - (slice > 0 ? before : last === 0 ? thicknessMm : after);
    const upper = at + (slice < last ? after : last === 0 ? thicknessMm : before);
    const share = Math.min(high, upper) - Math.max(low, lower);
    // A sliver of a neighbour is rounding of the positions in the header, and would blur a slice for nothing.
    if (share <= 0.02 * thicknessMm) continue;
    shares.push({ slice, share });
    total += share;
  }
  return shares.map(({ slice, share }) => ({ slice, share: share / total }));
}

/** The slices of a slab averaged, as stored. All of them must have the same number of rows and columns. */
export function slab(series: Series, shares: readonly SlabShare[]): Picture<Int16Array | Float32Array> {
  const first = series.slices[shares[0]!.slice]!;
  const { rows, columns } = first;
  if (shares.length === 1) return { rows, columns, data: first.hu };
  const data = new Float32Array(rows * columns);
  for (const { slice, share } of shares) {
    const { hu } = series.slices[slice]!;
    if (hu.length !== data.length) throw new RangeError('slab: slices of different size in one series');
    for (let i = 0; i < data.length; i++) data[i]! += share * hu[i]!;
  }
  return { rows, columns, data };
}
