import type { ParameterMap } from '@ichor/compiler';

/**
 * Moves averages towards parameters, in place: share x average + (1 - share) x parameter, where the share is at most `decay` and
 * begins small, min(decay, (1 + step) / (10 + step)): otherwise the start would count for long (TensorFlow's
 * ExponentialMovingAverage with num_updates). Running statistics are averaged with the weights that they go with.
 *
 * @param step 1 for the first update
 */
export function moveAverage(
  average: ReadonlyMap<string, Float32Array>,
  parameters: ParameterMap,
  decay: number,
  step: number,
): void {
  const share = Math.min(decay, (1 + step) / (10 + step));
  for (const [name, values] of average) {
    const now = parameters.get(name)?.data;
    if (now?.length !== values.length) throw new RangeError(`moveAverage: ${name} is of another length`);
    for (let i = 0; i < values.length; i++) values[i] = share * values[i]! + (1 - share) * now[i]!;
  }
}

/** The weights that read: the moving average where one is taken. */
export const weightsToRead = (
  parameters: ParameterMap,
  average: ReadonlyMap<string, Float32Array> | undefined,
): ParameterMap =>
  average === undefined
    ? parameters
    : new Map([...parameters].map(([name, { shape }]) => [name, { shape, data: average.get(name)! }]));
