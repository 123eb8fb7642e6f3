import { expect, test } from 'vitest';
import { hounsfield } from './hounsfield.ts';

test('ties are rounded away from zero, on either side of it', () => {
  const half = (value: number) => hounsfield(value, 0.5, 0);
  expect([1, 3, -1, -3, 5].map(half)).toEqual([1, 2, -1, -2, 3]);
  expect(hounsfield(49, 0.01, 0)).toBe(0);
  // The largest float64 below a half is nearer to 0.
  expect(Math.abs(hounsfield(1, 0.49999999999999994, 0))).toBe(0);
});

// Stored value, slope, intercept -> Hounsfield units, worked out by hand.
test.each([
  [1024, 1, -1024, 0],
  [1100, 1, -1000, 100],
  [600, 2, -1024, 176],
  [-50, 2, 10, -90],
  [100, 0.5, -20, 30],
  [40, 0.25, 7, 17],
  [3, 1.5, -1024, -1020],
  [2001, 1.5, -3000, 2],
  [-7, -3, 5, 26],
  [0, 4, -300, -300],
  [20000, 2, -1000, 32767],
  [-20000, 2, -1000, -32767],
])('the stored value %d with slope %d and intercept %d is %d HU', (value, slope, intercept, hu) => {
  expect(hounsfield(value, slope, intercept)).toBe(hu);
});
