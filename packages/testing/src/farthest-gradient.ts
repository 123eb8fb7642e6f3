import type { Tensor } from '@ichor/compiler';

type Results = Readonly<Record<string, Tensor>>;

/** How far a step's results are from another's, relatively. */
export interface StepDifference {
  /** Of the losses, the farthest. */
  readonly loss: number;
  /** Of the gradient that is farthest, the norm of its difference by its own. */
  readonly gradient: number;
  /** That gradient's parameter. */
  readonly parameter: string;
}

/**
 * The largest differences between two runs of one training step. A gradient that is truly zero (of a bias before a normalization)
 * is rounding alone, of a millionth of the largest norm or less: the other's is as good as equal while it is under two of them.
 */
export function farthestGradient(expected: Results, found: Results): StepDifference {
  const names = Object.keys(expected);
  const gradients = names.filter((name) => name.startsWith('gradient/'));
  const least = 1e-6 * Math.max(...gradients.map((name) => norm(take(expected, name))));
  const share = (name: string, floor: number): number => {
    const [one, other] = [take(expected, name), take(found, name)];
    if (norm(one) <= floor && norm(other) <= 2 * floor) return 0;
    return norm(one, other) / Math.max(norm(one), floor);
  };
  const losses = names.filter((name) => name.startsWith('loss/')).map((name) => share(name, 0));
  const shares = gradients.map((name) => ({ name, share: share(name, least) }));
  // A difference that is no number is the farthest there is.
  const farthest =
    shares.find((one) => Number.isNaN(one.share)) ??
    shares.reduce((most, one) => (one.share <= most.share ? most : one));
  return {
    loss: Math.max(...losses),
    gradient: farthest.share,
    parameter: farthest.name.slice('gradient/'.length),
  };
}

/** Of the values, or of their differences from others. */
function norm(values: Float32Array, others?: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    const value = (values[i] ?? Number.NaN) - (others === undefined ? 0 : (others[i] ?? Number.NaN));
    sum += value * value;
  }
  return Math.sqrt(sum);
}

function take(results: Results, name: string): Float32Array {
  const tensor = results[name];
  if (tensor === undefined) throw new RangeError(`farthestGradient: there is no ${name}`);
  return tensor.data;
}
