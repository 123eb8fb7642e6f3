/** Nearer neighbours belong together, however many were lost between them. */
const FAR_MM = 40;
/** As do those within this many of the series' usual gaps, where those are wide. */
const FAR_GAPS = 8;
/** From the vertex to the chin, at a tilt: what lies within it may be one head with a hole of any size. */
const HEAD_MM = 250;

/** Slices from index `first` to before index `end`. */
interface Run {
  readonly first: number;
  readonly end: number;
}

/**
 * The slices that belong together. Where a gap is so wide that losing slices is not its only explanation, those beyond it
 * belong to the rest if all of them fit in one head or InstanceNumber counts the lost ones, and if InstanceNumber does not
 * contradict it. Else their position was mistyped, or they show another part of the body. Of several the longest, of equal
 * ones the lowest.
 *
 * @param positionsMm strictly rising
 * @param numbers InstanceNumber of each slice
 */
export function joinedSlices(positionsMm: readonly number[], numbers: readonly (number | undefined)[]): Run {
  const gaps = gapsOf(positionsMm);
  const usual = usualGap(positionsMm);
  const far = farMm(positionsMm);
  const starts = [0, ...gaps.flatMap((gap, i) => (gap > far ? [i + 1] : []))];
  const runs = starts.map((first, i) => ({ first, end: starts[i + 1] ?? positionsMm.length }));
  let best: Run = { first: 0, end: 0 };
  for (const [i, { first }] of runs.entries()) {
    for (const [j, { end }] of runs.entries()) {
      if (j < i) continue;
      if (j > i && !belong(runs.slice(i, j + 1), positionsMm, numbers, usual)) break;
      if (end - first > best.end - best.first) best = { first, end };
    }
  }
  return best;
}

/** From here on a gap asks whether its sides belong together. */
export const farMm = (positionsMm: readonly number[]): number =>
  Math.max(FAR_MM, FAR_GAPS * usualGap(positionsMm));

/** The lower median of the gaps. */
export function usualGap(positionsMm: readonly number[]): number {
  const gaps = gapsOf(positionsMm).sort((a, b) => a - b);
  return gaps[(gaps.length - 1) >> 1] ?? 0;
}

const gapsOf = (positionsMm: readonly number[]): number[] =>
  positionsMm.slice(1).map((mm, i) => mm - (positionsMm[i] as number));

function belong(
  runs: readonly Run[],
  positionsMm: readonly number[],
  numbers: readonly (number | undefined)[],
  usual: number,
): boolean {
  const [first, last] = [runs[0] as Run, runs.at(-1) as Run];
  const extent = (positionsMm[last.end - 1] as number) - (positionsMm[first.first] as number);
  const way = wayOf(runs, numbers);
  return runs.slice(1).every(({ first: above, end }) => {
    if (way === 0) return extent <= HEAD_MM;
    const lower = numbers.slice(first.first, above).map((number) => (number as number) * way);
    const upper = numbers.slice(above, end).map((number) => (number as number) * way);
    if (Math.max(...lower) >= Math.min(...upper)) return false;
    const skipped = Math.min(...upper) - Math.max(...lower);
    const gap = (positionsMm[above] as number) - (positionsMm[above - 1] as number);
    return extent <= HEAD_MM || Math.abs(skipped - gap / usual) <= 1;
  });
}

/** Whether numbers rise (1) or fall (-1) within all of the runs; 0 where they say nothing. */
function wayOf(runs: readonly Run[], numbers: readonly (number | undefined)[]): -1 | 0 | 1 {
  const steps = runs.flatMap(({ first, end }) =>
    numbers
      .slice(first + 1, end)
      .map((number, i) => (number ?? Number.NaN) - (numbers[first + i] ?? Number.NaN)),
  );
  const known = runs.every(({ first, end }) => numbers.slice(first, end).every((one) => one !== undefined));
  if (!known || steps.length === 0) return 0;
  return steps.every((step) => step > 0) ? 1 : steps.every((step) => step < 0) ? -1 : 0;
}
