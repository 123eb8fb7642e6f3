import { expect, test } from 'vitest';
import { quantile } from './quantile.ts';

test('between neighbours it is linear, as numpy has it', () => {
  expect(quantile([1, 2, 3, 4], 0.25)).toBe(1.75);
  expect(quantile([1, 2, 3, 4], 0.5)).toBe(2.5);
  expect(quantile([10, 20], 0.975)).toBeCloseTo(19.75, 12);
});

test('its ends are the lowest and the highest value', () => {
  expect(quantile([3, 8, 9], 0)).toBe(3);
  expect(quantile([3, 8, 9], 1)).toBe(9);
  expect(quantile([4], 0.3)).toBe(4);
  expect(() => quantile([], 0.5)).toThrow(RangeError);
  expect(() => quantile([1], 1.5)).toThrow(RangeError);
});
