import { farMm, usualGap } from './joined-slices.ts';

/** A hole between two slices. */
export interface MissingSlices {
  /** Index of the slice before the hole; the next one is behind it. */
  readonly after: number;
  /** How many slices would fill it: where the distances beside it differ, of the wider one. */
  readonly count: number;
  readonly gapMm: number;
  /** What the distance is on either side of it, once where they are the same. */
  readonly stepsMm: readonly number[];
}

/** A longer run of wide gaps is a part of the head that was scanned more coarsely, not a row of lost slices. */
const LONGEST_RUN = 2;
/** Equal steps beside a hole, on both sides together: fewer show no habit. */
const LEAST_STEPS = 3;
/** The same at an end of the series, where one side shows it alone. */
const LEAST_STEPS_AT_END = 2;
/** Gaps are as exact as table feed and headers. */
const SLACK_STEPS = 0.15;
/** Of the usual gap: a wider one beside a hole is another hole, and no habit. */
const WIDE = 1.85;

/** Equal gaps, one after another. */
interface Run {
  readonly mm: number;
  readonly first: number;
  readonly count: number;
}

/**
 * Where slices are missing: one or two gaps with room for at least one more slice, in a row of steps that are equal before and
 * behind them; at an end of the series, or between blocks of different step, one such gap. Blocks of different step or
 * thickness, overlapping blocks and alternating gaps are not called missing: `describeSpacing` tells of those. A gap as wide
 * as `farMm` is a hole whatever lies beside it.
 *
 * @param positionsMm strictly rising
 * @param thicknessesMm of each slice; a gap that thick slices fill is no hole
 */
export function missingSlices(
  positionsMm: readonly number[],
  thicknessesMm: readonly (number | undefined)[],
): MissingSlices[] {
  const runs = runsOf(positionsMm);
  const usual = usualGap(positionsMm);
  const far = farMm(positionsMm);
  const isHabit = ({ mm, count }: Run): boolean => count > LONGEST_RUN || mm <= WIDE * usual;
  return runs.flatMap((run, i) => {
    const before = runs.slice(0, i).findLast(isHabit);
    const behind = runs.slice(i + 1).find(isHabit);
    const steps = stepsBeside(run, before, behind) ?? (run.mm > far ? [usual] : undefined);
    if (steps === undefined) return [];
    const count = Math.floor(run.mm / Math.max(...steps) + SLACK_STEPS) - 1;
    if (count < 1) return [];
    const atEnd = before === undefined || behind === undefined;
    return Array.from({ length: run.count }, (_, k) => run.first + k)
      .filter((after) => {
        const [a, b] = [thicknessesMm[after], thicknessesMm[after + 1]];
        return !fills(a, b, run.mm) && (run.mm > far || !(atEnd && differ(a, b)));
      })
      .map((after) => ({ after, count, gapMm: run.mm, stepsMm: steps }));
  });
}

function runsOf(positionsMm: readonly number[]): Run[] {
  const runs: { mm: number; first: number; count: number }[] = [];
  for (let i = 0; i + 1 < positionsMm.length; i++) {
    const mm = (positionsMm[i + 1] as number) - (positionsMm[i] as number);
    const run = runs.at(-1);
    if (run && same(run.mm, mm)) run.count++;
    else runs.push({ mm, first: i, count: 1 });
  }
  return runs;
}

/** The distances that show what a gap should have been; undefined where nothing does. */
function stepsBeside(
  run: Run,
  before: Run | undefined,
  behind: Run | undefined,
): readonly number[] | undefined {
  if (before && behind) {
    if (same(before.mm, behind.mm)) {
      const habit = before.count + behind.count >= LEAST_STEPS;
      return habit && run.count <= LONGEST_RUN ? [before.mm] : undefined;
    }
    const habits = Math.min(before.count, behind.count) >= LEAST_STEPS_AT_END;
    return habits && run.count === 1 ? [before.mm, behind.mm] : undefined;
  }
  const step = before ?? behind;
  return step && step.count >= LEAST_STEPS_AT_END && run.count === 1 ? [step.mm] : undefined;
}

const same = (a: number, b: number): boolean => Math.abs(a - b) <= Math.max(0.1, 0.03 * Math.min(a, b));

const fills = (a: number | undefined, b: number | undefined, gapMm: number): boolean =>
  a !== undefined && b !== undefined && (a + b) / 2 > 0.9 * gapMm;

/** A last slice that is thicker or thinner than the rest begins another block. */
const differ = (a: number | undefined, b: number | undefined): boolean =>
  a !== undefined && b !== undefined && !same(a, b);
