/**
 * The highest threshold at which at least `sensitivity` of the positives are called; a call is `score >= threshold`.
 * It is the score of one of the positives.
 *
 * @throws RangeError where there is no positive, a score is NaN, or the sensitivity is outside (0, 1].
 */
export function thresholdAtSensitivity(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  sensitivity = 0.95,
): number {
  if (scores.length !== labels.length)
    throw new RangeError(`thresholdAtSensitivity: ${scores.length} scores, ${labels.length} labels`);
  if (!(sensitivity > 0 && sensitivity <= 1))
    throw new RangeError(`thresholdAtSensitivity: sensitivity ${sensitivity}`);
  const positives = Float64Array.from(Array.from(scores).filter((_, i) => labels[i]! > 0)).sort();
  if (positives.length === 0) throw new RangeError('thresholdAtSensitivity: no positive');
  if (positives.some(Number.isNaN)) throw new RangeError('thresholdAtSensitivity: a score is NaN');
  // Rounding in 0.95 * 20 must not ask for a 20th positive.
  const called = Math.ceil(sensitivity * positives.length - 1e-9);
  return positives[positives.length - called]!;
}
