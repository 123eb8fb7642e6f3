/** A hole between two slices. */
export interface MissingSlices {
  /** Index of the slice before the hole; the next one is behind it. */
  readonly after: number;
  /** How many slices would fill it. */
  readonly count: number;
  readonly gapMm: number;
  /** What the distance is on either side of it. */
  readonly stepMm: number;
}

/** A longer run of wide gaps is a part of the head that was scanned more coarsely, not a row of lost slices. */
const LONGEST_RUN = 2;

/**
 * Where slices are missing: one or two gaps that are whole multiples of the step before and behind them; at an end of
 * the series one gap beside at least two equal steps.
 *
 * @param positionsMm strictly rising
 * @param thicknessesMm of each slice; a gap that thick slices fill is no hole
 */
export function missingSlices(
  positionsMm: readonly number[],
  thicknessesMm: readonly (number | undefined)[],
): MissingSlices[] {
  const runs: { mm: number; first: number; count: number }[] = [];
  for (let i = 0; i + 1 < positionsMm.length; i++) {
    const mm = (positionsMm[i + 1] as number) - (positionsMm[i] as number);
    const run = runs.at(-1);
    if (run && same(run.mm, mm)) run.count++;
    else runs.push({ mm, first: i, count: 1 });
  }
  return runs.flatMap((run, i) => {
    const [before, behind] = [runs[i - 1], runs[i + 1]];
    const step = before ?? behind;
    if (step === undefined) return [];
    if (before && behind) {
      if (!same(before.mm, behind.mm) || run.count > LONGEST_RUN) return [];
    } else if (run.count > 1 || step.count < 2) return [];
    const steps = Math.round(run.mm / step.mm);
    if (steps < 2 || !same(run.mm / steps, step.mm)) return [];
    return Array.from({ length: run.count }, (_, k) => run.first + k)
      .filter((after) => !fills(thicknessesMm[after], thicknessesMm[after + 1], run.mm))
      .map((after) => ({ after, count: steps - 1, gapMm: run.mm, stepMm: step.mm }));
  });
}

/** As exact as table feed and headers are. */
const same = (a: number, b: number): boolean => Math.abs(a - b) <= Math.max(0.1, 0.03 * Math.min(a, b));

const fills = (a: number | undefined, b: number | undefined, gapMm: number): boolean =>
  a !== undefined && b !== undefined && (a + b) / 2 > 0.9 * gapMm;
