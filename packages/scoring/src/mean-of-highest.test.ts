import { expect, test } from 'vitest';
import { meanOfHighest } from './mean-of-highest.ts';

test('the mean of the three highest, wherever they stand', () => {
  expect(meanOfHighest([0.1, 0.9, 0.2, 0.6, 0.3], 3)).toBeCloseTo(0.6, 14);
});

test('of fewer than three, the mean of all', () => {
  expect(meanOfHighest([0.2, 0.4], 3)).toBeCloseTo(0.3, 14);
  expect(meanOfHighest([5, 1], 1)).toBe(5);
});

test('the highest are added first: another order would differ in the last bit', () => {
  const values = [0.3, 0.1, 0.2];
  expect(meanOfHighest(values, 3)).toBe((0.3 + 0.2 + 0.1) / 3);
  expect((0.1 + 0.2 + 0.3) / 3).not.toBe((0.3 + 0.2 + 0.1) / 3);
});

test('no values, or one that is no number, have no mean', () => {
  expect(() => meanOfHighest([], 3)).toThrow('no values');
  expect(() => meanOfHighest([1, Number.NaN], 3)).toThrow('NaN');
  expect(() => meanOfHighest([1, Number.NaN, 2, 3, 4], 3)).toThrow('NaN');
});
