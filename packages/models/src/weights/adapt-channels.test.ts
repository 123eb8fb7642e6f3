import fc from '@ichor/testing/properties';
import { expect, test } from 'vitest';
import { adaptChannels } from './adapt-channels.ts';

test('one grey channel gets the sum of the three, and five get a fifth of it each', () => {
  const kernels = { shape: [2, 3, 1, 1], data: Float32Array.of(1, 2, 3, -4, 0, 1) };
  expect(adaptChannels(kernels, 1)).toEqual({ shape: [2, 1, 1, 1], data: Float32Array.of(6, -3) });
  const five = adaptChannels(kernels, 5);
  expect(five.shape).toEqual([2, 5, 1, 1]);
  expect([...five.data]).toEqual([6, 6, 6, 6, 6, -3, -3, -3, -3, -3].map((sum) => Math.fround(sum / 5)));
});

test('an image whose channels are equal gives the same activations with any number of them', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 1, max: 3 }),
      fc.infiniteStream(fc.float({ min: -2, max: 2, noNaN: true })),
      (before, after, side, numbers) => {
        const shape = [3, before, side, side];
        const data = Float32Array.from({ length: 3 * before * side * side }, () => numbers.next().value ?? 0);
        const image = Float32Array.from({ length: side * side }, () => numbers.next().value ?? 0);
        const adapted = adaptChannels({ shape, data }, after);
        /** One place of the convolution's output, of the image in every channel. */
        const activation = (kernels: Float32Array, channels: number, out: number): number =>
          kernels
            .subarray(out * channels * side * side, (out + 1) * channels * side * side)
            .reduce((sum, weight, i) => sum + weight * (image[i % (side * side)] ?? 0), 0);
        for (let out = 0; out < 3; out++)
          expect(activation(adapted.data, after, out)).toBeCloseTo(activation(data, before, out), 4);
      },
    ),
  );
});

test('kernels of that many channels stay as they are', () => {
  const kernels = { shape: [1, 3, 1, 1], data: Float32Array.of(1, 2, 3) };
  expect(adaptChannels(kernels, 3)).toEqual(kernels);
});

test('what is no kernel is refused', () => {
  expect(() => adaptChannels({ shape: [2], data: new Float32Array(2) }, 1)).toThrow(/kernels of shape \[2\]/);
});
