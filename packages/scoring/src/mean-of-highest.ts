/**
 * The mean of the `count` highest values, or of all where there are fewer: what a study's score is of its samples'. Baselines are
 * held against networks by it too, so that it takes values of any range.
 *
 * @throws RangeError where there is no value or one is NaN
 */
export function meanOfHighest(values: ArrayLike<number>, count: number): number {
  if (values.length === 0) throw new RangeError('meanOfHighest: no values');
  const highest = Float64Array.from(values).sort().reverse().subarray(0, count);
  // Sorted, NaN comes behind all numbers, and so first here.
  if (Number.isNaN(highest[0])) throw new RangeError('meanOfHighest: a value is NaN');
  return highest.reduce((sum, value) => sum + value, 0) / highest.length;
}
