import { elementCount, type Tensor, type TensorSpecification } from '@ichor/compiler';
import { Rng } from '@ichor/ct';

/**
 * Uniform random numbers [0, 1) for what is left out at random, from the seed, the step and the batch within it alone: a resumed
 * run draws the same ones.
 */
export const stepNoises = (
  noises: readonly TensorSpecification[],
  seed: number,
  step: number,
  batch: number,
): Record<string, Tensor> =>
  Object.fromEntries(
    noises.map(({ name, shape }) => {
      const rng = Rng.of(seed, 'noise', step, batch, name);
      return [name, { shape, data: new Float32Array(elementCount(shape)).map(() => rng.uniform()) }];
    }),
  );
