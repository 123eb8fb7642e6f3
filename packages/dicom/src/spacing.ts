/** Gaps that differ by less are called equal: table feed and headers are no more exact. */
const SAME_GAP_MM = 0.1;
const LISTED = 5;

/**
 * Says in one sentence which distances lie between the slices, or undefined where they are all equal. Gaps are
 * named from skull base to vertex, and where there are many kinds, the commonest.
 *
 * @param positionsMm strictly rising.
 */
export function describeSpacing(positionsMm: readonly number[]): string | undefined {
  const kinds: { mm: number; count: number }[] = [];
  for (let i = 1; i < positionsMm.length; i++) {
    const mm = (positionsMm[i] as number) - (positionsMm[i - 1] as number);
    const kind = kinds.find((one) => Math.abs(one.mm - mm) <= SAME_GAP_MM);
    if (kind === undefined) kinds.push({ mm, count: 1 });
    else kind.count++;
  }
  if (kinds.length < 2) return undefined;
  const common = [...kinds].sort((a, b) => b.count - a.count).slice(0, LISTED);
  const listed = kinds
    .filter((kind) => common.includes(kind))
    .map(({ mm, count }) => `${count} x ${mm.toFixed(2)} mm`);
  const rest = kinds.length - listed.length;
  return `The slices are unequally spaced: ${listed.join(', ')}${rest > 0 ? `, and ${rest} other distances` : ''}, from skull base to vertex.`;
}
