/** No two slices of one head lie further apart, however much was lost between them. */
const FAR_MM = 40;
/** Nor further than this many of the series' usual gaps, where those are wide. */
const FAR_GAPS = 8;

/**
 * The run of slices that belong together: from index `first` to before index `end`. Beyond it lie slices so far away that
 * nothing joins them to the rest: their position was mistyped, or they show another part of the body. Of several runs
 * the longest, of equal ones the lowest.
 *
 * @param positionsMm strictly rising
 */
export function joinedSlices(positionsMm: readonly number[]): {
  readonly first: number;
  readonly end: number;
} {
  const gaps = positionsMm.slice(1).map((mm, i) => mm - (positionsMm[i] as number));
  const usual = gaps.toSorted((a, b) => a - b)[(gaps.length - 1) >> 1] ?? 0;
  const far = Math.max(FAR_MM, FAR_GAPS * usual);
  const starts = [0, ...gaps.flatMap((gap, i) => (gap > far ? [i + 1] : []))];
  const runs = starts.map((first, i) => ({ first, end: starts[i + 1] ?? positionsMm.length }));
  return runs.reduce((best, run) => (run.end - run.first > best.end - best.first ? run : best));
}
