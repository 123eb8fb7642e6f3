/**
 * The q-quantile of values in rising order, linear between neighbours (Hyndman and Fan's type 7, numpy's default).
 *
 * @throws RangeError where there are no values or q is outside [0, 1].
 */
export function quantile(sorted: ArrayLike<number>, q: number): number {
  if (sorted.length === 0 || !(q >= 0 && q <= 1))
    throw new RangeError(`quantile: ${sorted.length} values, q = ${q}`);
  const at = q * (sorted.length - 1);
  const low = Math.floor(at);
  const value = sorted[low]!;
  return low === at ? value : value + (at - low) * (sorted[low + 1]! - value);
}
