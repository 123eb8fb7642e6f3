import fc from '@ichor/testing/properties';
import { expect, test } from 'vitest';
import { thresholdAtSensitivity } from './threshold-at-sensitivity.ts';

test('of twenty positives nineteen are called at 95 per cent, so the second lowest is the threshold', () => {
  const scores = Array.from({ length: 20 }, (_, i) => i / 20);
  expect(
    thresholdAtSensitivity(
      scores,
      scores.map(() => 1),
      0.95,
    ),
  ).toBe(1 / 20);
});

test('of nineteen positives all must be called, since 18 of 19 are under 95 per cent', () => {
  const scores = Array.from({ length: 19 }, (_, i) => i + 1);
  expect(
    thresholdAtSensitivity(
      scores,
      scores.map(() => 1),
    ),
  ).toBe(1);
});

test('negatives do not matter', () => {
  expect(thresholdAtSensitivity([9, 0.5, 0.1, 0.7], [0, 1, 0, 1], 1)).toBe(0.5);
});

test('it keeps the sensitivity, and no higher threshold does', () => {
  const positives = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(positives, fc.constantFrom(0.5, 0.9, 0.95, 1), (scores, sensitivity) => {
      const share = (threshold: number) =>
        scores.filter((score) => score >= threshold).length / scores.length;
      const threshold = thresholdAtSensitivity(
        scores,
        scores.map(() => 1),
        sensitivity,
      );
      expect(share(threshold)).toBeGreaterThanOrEqual(sensitivity - 1e-9);
      expect(share(threshold + 1e-9)).toBeLessThan(sensitivity);
    }),
  );
});

test('without a positive there is no threshold', () => {
  expect(() => thresholdAtSensitivity([1, 2], [0, 0])).toThrow('no positive');
  expect(() => thresholdAtSensitivity([Number.NaN], [1])).toThrow('NaN');
  expect(() => thresholdAtSensitivity([1], [1], 0)).toThrow('sensitivity 0');
});
