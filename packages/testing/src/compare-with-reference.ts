import { median } from '@ichor/ct';
import type { ReferenceNumbers } from './reference-run.ts';

/** One comparison: the largest difference found, and how large it may be. */
export interface Deviation {
  readonly name: string;
  readonly found: number;
  readonly allowed: number;
}

/**
 * How far numbers are from the true ones (float64), and how far they may be: fixed bounds, or three times what another
 * implementation's single precision (`yardstick`) is off by, where single precision cannot do better.
 */
export function compareWithReference(
  ours: ReferenceNumbers,
  truth: ReferenceNumbers,
  yardstick: ReferenceNumbers,
): Deviation[] {
  const largest = Math.max(...Object.values(truth.gradientNorms));
  const names = Object.keys(truth.gradientNorms);
  // Some parameters' true gradient is zero: of those only the smallness counts.
  const proper = names.filter((name) => at(truth.gradientNorms, name) > 1e-6 * largest);
  const vanishing = names.filter((name) => !proper.includes(name));
  const errors = (numbers: ReferenceNumbers) =>
    proper
      .map((name) => relative(at(numbers.gradientNorms, name), at(truth.gradientNorms, name)))
      .sort((a, b) => a - b);
  const [found, reference] = [errors(ours), errors(yardstick)];
  const worstAllowed = Math.max(3 * last(reference), 1e-3);
  const lossErrors = (numbers: ReferenceNumbers) =>
    numbers.losses.map((loss, i) => relative(loss, truth.losses[i] ?? Number.NaN));
  const logits = truth.evalLogits.flat();
  const runningErrors = Object.entries(truth.runningNorms).map(([name, norm]) =>
    relative(at(ours.runningNorms, name), norm),
  );

  return [
    {
      name: 'evaluation logits, of the largest',
      found: farthest(ours.evalLogits.flat(), logits) / Math.max(...logits.map(Math.abs)),
      allowed: 2e-5,
    },
    { name: 'loss of the first step', found: lossErrors(ours)[0] ?? Number.NaN, allowed: 1e-5 },
    { name: 'gradient norm, worst parameter', found: last(found), allowed: worstAllowed },
    {
      name: 'gradient norm, median parameter',
      found: median(found) ?? Number.NaN,
      allowed: Math.max(3 * (median(reference) ?? Number.NaN), 1e-4),
    },
    {
      name: 'gradient norms whose truth is zero, of the largest',
      found: Math.max(0, ...vanishing.map((name) => at(ours.gradientNorms, name))) / largest,
      allowed: 2e-6,
    },
    {
      name: 'first gradients, of the norm',
      found: Math.max(
        ...proper.map(
          (name) =>
            farthest(at(ours.gradientHeads, name), at(truth.gradientHeads, name)) /
            at(truth.gradientNorms, name),
        ),
      ),
      allowed: worstAllowed,
    },
    { name: 'running norms', found: Math.max(...runningErrors), allowed: 1e-5 },
    {
      name: 'first running values, of the norm',
      found: Math.max(
        ...Object.entries(truth.runningHeads).map(
          ([name, values]) => farthest(at(ours.runningHeads, name), values) / at(truth.runningNorms, name),
        ),
      ),
      allowed: 1e-5,
    },
    {
      name: 'losses after the first step',
      found: Math.max(...lossErrors(ours).slice(1)),
      allowed: Math.max(3 * Math.max(...lossErrors(yardstick).slice(1)), 1e-4),
    },
  ];
}

const relative = (value: number, truth: number): number => Math.abs(value - truth) / Math.abs(truth);
const farthest = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...b.map((value, i) => Math.abs(value - (a[i] ?? Number.NaN))));
const last = (sorted: readonly number[]): number => sorted.at(-1) ?? Number.NaN;

function at<T>(values: Readonly<Record<string, T>>, name: string): T {
  const value = values[name];
  if (value === undefined) throw new RangeError(`compareWithReference: there is no ${name}`);
  return value;
}
