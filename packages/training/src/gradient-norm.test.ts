import { expect, test } from 'vitest';
import { gradientNorm } from './gradient-norm.ts';

test('the norm is of all values of all gradients together', () => {
  expect(gradientNorm([Float32Array.of(1, 2), Float32Array.of(2, 4, 0, 0, 0, 12)], 1).norm).toBe(13);
  expect(gradientNorm([Float32Array.of(3), Float32Array.of(4)], 0.5)).toEqual({ norm: 2.5, odd: undefined });
});

test('the first gradient that is no number is told', () => {
  const gradients = [Float32Array.of(1), Float32Array.of(1, Number.NaN), Float32Array.of(Infinity)];
  expect(gradientNorm(gradients, 1).odd).toBe(1);
});
