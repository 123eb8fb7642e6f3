import type { NoticeParams } from '@ichor/notices';

/** Gaps that differ by less are called equal: table feed and headers are no more exact. */
const SAME_GAP_MM = 0.1;
const LISTED = 5;

/**
 * Which distances lie between the slices, from skull base to vertex, and where there are many kinds, the commonest; undefined
 * where they are all equal.
 *
 * @param positionsMm strictly rising.
 */
export function describeSpacing(
  positionsMm: readonly number[],
): NoticeParams<'spacing-irregular'> | undefined {
  const kinds: { mm: number; count: number }[] = [];
  for (let i = 1; i < positionsMm.length; i++) {
    const mm = (positionsMm[i] as number) - (positionsMm[i - 1] as number);
    const kind = kinds.find((one) => Math.abs(one.mm - mm) <= SAME_GAP_MM);
    if (kind === undefined) kinds.push({ mm, count: 1 });
    else kind.count++;
  }
  if (kinds.length < 2) return undefined;
  const common = [...kinds].sort((a, b) => b.count - a.count).slice(0, LISTED);
  const gaps = kinds.filter((kind) => common.includes(kind));
  return { gaps, others: kinds.length - gaps.length };
}
