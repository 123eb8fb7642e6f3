import { expect, test } from 'vitest';
import { topMean } from './top-mean.ts';

test('the mean of the three highest, wherever they stand', () => {
  expect(topMean([0.1, 0.9, 0.2, 0.6, 0.3])).toBeCloseTo(0.6, 14);
});

test('of fewer than three, the mean of all', () => {
  expect(topMean([0.2, 0.4])).toBeCloseTo(0.3, 14);
  expect(topMean([5, 1], 1)).toBe(5);
});

test('no scores, or one that is no number, have no mean', () => {
  expect(() => topMean([])).toThrow('no scores');
  expect(() => topMean([1, Number.NaN])).toThrow('NaN');
});
