/**
 * Dice's overlap of two masks (nonzero is inside): twice the intersection over the sum of both.
 *
 * @returns undefined where both are empty
 * @throws RangeError where the lengths differ.
 */
export function dice(a: ArrayLike<number>, b: ArrayLike<number>): number | undefined {
  if (a.length !== b.length) throw new RangeError(`dice: masks of ${a.length} and ${b.length} voxels`);
  let both = 0;
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    const inA = a[i] !== 0;
    const inB = b[i] !== 0;
    if (inA && inB) both++;
    sum += Number(inA) + Number(inB);
  }
  return sum === 0 ? undefined : (2 * both) / sum;
}
