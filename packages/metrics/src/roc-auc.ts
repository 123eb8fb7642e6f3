/**
 * The area under the ROC curve as the Mann-Whitney statistic; equal scores get their mean rank.
 *
 * @param labels 0 or 1 a score
 * @param rows which entries count (all by default; one may be named several times)
 * @returns undefined where only one of the two classes is there
 * @throws RangeError where the lengths differ or a score is NaN.
 */
export function rocAuc(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  rows?: ArrayLike<number>,
): number | undefined {
  if (scores.length !== labels.length)
    throw new RangeError(`rocAuc: ${scores.length} scores, ${labels.length} labels`);
  const positives: number[] = [];
  const negatives: number[] = [];
  const count = rows ? rows.length : scores.length;
  for (let i = 0; i < count; i++) {
    const row = rows ? rows[i]! : i;
    const score = scores[row]!;
    if (Number.isNaN(score)) throw new RangeError(`rocAuc: the score of row ${row} is NaN`);
    (labels[row]! > 0 ? positives : negatives).push(score);
  }
  if (positives.length === 0 || negatives.length === 0) return undefined;
  const up = Float64Array.from(positives).sort();
  const down = Float64Array.from(negatives).sort();
  // For each positive, in rising order: negatives below it count whole, equal ones half.
  let below = 0;
  let upTo = 0;
  let wins = 0;
  for (const score of up) {
    while (below < down.length && down[below]! < score) below++;
    while (upTo < down.length && down[upTo]! <= score) upTo++;
    wins += (below + upTo) / 2;
  }
  return wins / (up.length * down.length);
}
