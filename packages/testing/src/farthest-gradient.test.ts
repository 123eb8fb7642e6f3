import { expect, test } from 'vitest';
import { farthestGradient } from './farthest-gradient.ts';

const step = (loss: number, large: number, vanishing: number) => ({
  'loss/logits': { shape: [], data: Float32Array.of(loss) },
  'gradient/large': { shape: [1], data: Float32Array.of(large) },
  'gradient/vanishing': { shape: [1], data: Float32Array.of(vanishing) },
});

test('the farthest gradient is named, and a truly zero one is not compared while it stays as small', () => {
  const expected = step(1, 1000, 1e-4);
  expect(farthestGradient(expected, step(1.5, 1100, -1e-3))).toMatchObject({ loss: 0.5, parameter: 'large' });
  expect(farthestGradient(expected, step(1, 1000, -1e-3)).gradient).toBe(0);
  const grown = farthestGradient(expected, step(1, 1000, 1));
  expect(grown).toMatchObject({ parameter: 'vanishing' });
  expect(grown.gradient).toBeGreaterThan(1);
  expect(farthestGradient(expected, step(1, Number.NaN, 0)).parameter).toBe('large');
});
