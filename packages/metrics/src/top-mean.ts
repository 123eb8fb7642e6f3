/**
 * The mean of the highest `count` scores (of all, where there are fewer): a study's or patient's score from its slices.
 *
 * @throws RangeError where there is no score or one is NaN.
 */
export function topMean(scores: ArrayLike<number>, count = 3): number {
  if (scores.length === 0) throw new RangeError('topMean: no scores');
  const sorted = Float64Array.from(scores).sort();
  if (Number.isNaN(sorted.at(-1))) throw new RangeError('topMean: a score is NaN');
  const top = sorted.subarray(Math.max(0, sorted.length - count));
  return top.reduce((sum, score) => sum + score, 0) / top.length;
}
