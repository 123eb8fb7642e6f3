const BINS = 10;

/**
 * What a slice's place in its stack tells alone: the rate of positive slices in ten bins of relative position, learned
 * from one set of slices and looked up for another. A bin without slices says 0.
 *
 * @param fit relative positions, 0 (skull base) to 1 (vertex), and labels of the slices to learn from
 * @param apply relative positions of the slices to score
 */
export function slicePositionBaseline(
  fit: { readonly relative: ArrayLike<number>; readonly labels: ArrayLike<number> },
  apply: ArrayLike<number>,
): Float64Array {
  const positives = new Float64Array(BINS);
  const counts = new Float64Array(BINS);
  for (let i = 0; i < fit.relative.length; i++) {
    const bin = binOf(fit.relative[i]!);
    counts[bin]!++;
    positives[bin]! += fit.labels[i]!;
  }
  return Float64Array.from(apply, (relative) => {
    const bin = binOf(relative);
    return counts[bin] === 0 ? 0 : positives[bin]! / counts[bin]!;
  });
}

function binOf(relative: number): number {
  if (!(relative >= 0 && relative <= 1)) throw new RangeError(`relative slice position ${relative}`);
  return Math.min(Math.floor(relative * BINS), BINS - 1);
}
