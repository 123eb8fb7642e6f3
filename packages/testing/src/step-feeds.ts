import { elementCount, type Tensor, type TensorSpecification } from '@ichor/compiler';

/**
 * Something ordinary for each input of a training graph, the same every time and quickly made: parameters that keep the values of a
 * network about as large as they were, and numbers in [0, 1) for images, truths, masks and noises.
 */
export function stepFeeds(inputs: readonly TensorSpecification[]): Record<string, Tensor> {
  return Object.fromEntries(
    inputs.map(({ name, shape }, i) => {
      const data = new Float32Array(elementCount(shape));
      const [low, high] = rangeOf(name, shape);
      // The golden ratio's multiples modulo 1 fill the range evenly; each input begins elsewhere.
      for (let at = 0; at < data.length; at++)
        data[at] = low + (high - low) * ((Math.imul(at + 7919 * i, 0x9e3779b9) >>> 0) / 2 ** 32);
      return [name, { shape, data }];
    }),
  );
}

function rangeOf(name: string, shape: readonly number[]): [number, number] {
  if (name.includes('/') || name === 'images') return [0, 1];
  if (shape.length > 1) {
    const bound = Math.sqrt(6 / elementCount(shape.slice(1)));
    return [-bound, bound];
  }
  return name.endsWith('.weight') ? [0.9, 1.1] : [-0.1, 0.1];
}
