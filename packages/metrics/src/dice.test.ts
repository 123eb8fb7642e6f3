import { expect, test } from 'vitest';
import { dice } from './dice.ts';

test('two of three voxels in common of three and four: 2 * 2 / 7', () => {
  expect(dice([1, 1, 1, 0, 0], [0, 2, 255, 1, 1])).toBeCloseTo(4 / 7, 14);
});

test('equal masks are 1, disjoint ones 0, and two empty ones have no overlap to speak of', () => {
  expect(dice([0, 1], [0, 1])).toBe(1);
  expect(dice([1, 0], [0, 1])).toBe(0);
  expect(dice([0, 0], [0, 0])).toBeUndefined();
  expect(() => dice([0], [0, 1])).toThrow(RangeError);
});
