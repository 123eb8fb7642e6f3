/** RSNA 2019's class weights in the order epidural, intraparenchymal, intraventricular, subarachnoid, subdural, any. */
export const LOG_LOSS_WEIGHTS: readonly number[] = [1, 1, 1, 1, 1, 2];
const TYPES = LOG_LOSS_WEIGHTS.length;
const TOTAL_WEIGHT = LOG_LOSS_WEIGHTS.reduce((a, b) => a + b, 0);
const CLIP = 1e-15;

/**
 * The metric of RSNA 2019: for each slice the log loss of six probabilities clipped to [1e-15, 1 - 1e-15], weighted
 * 1, 1, 1, 1, 1, 2 and divided by 7, then the mean over slices. In float64: 1 - 1e-15 is 1 in float32.
 *
 * @param probabilities [N, 6] row by row
 * @param labels [N, 6] of 0 and 1
 * @param rows which of the N rows count (all by default; one may be named several times)
 * @throws RangeError where the lengths don't fit, there is no row, or a number isn't a probability.
 */
export function weightedLogLoss(
  probabilities: ArrayLike<number>,
  labels: ArrayLike<number>,
  rows?: ArrayLike<number>,
): number {
  if (probabilities.length !== labels.length || probabilities.length % TYPES !== 0)
    throw new RangeError(`weightedLogLoss: ${probabilities.length} probabilities, ${labels.length} labels`);
  const count = rows ? rows.length : labels.length / TYPES;
  if (count === 0) throw new RangeError('weightedLogLoss: no slices');
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const row = rows ? rows[i]! : i;
    for (let type = 0; type < TYPES; type++) {
      const probability = probabilities[row * TYPES + type]!;
      if (!(probability >= 0 && probability <= 1))
        throw new RangeError(`weightedLogLoss: row ${row} holds ${probability}, which is not a probability`);
      const clipped = Math.min(Math.max(probability, CLIP), 1 - CLIP);
      const label = labels[row * TYPES + type]!;
      sum -= LOG_LOSS_WEIGHTS[type]! * (label * Math.log(clipped) + (1 - label) * Math.log(1 - clipped));
    }
  }
  return sum / (TOTAL_WEIGHT * count);
}
