import fc from '@ichor/testing/properties';
import { expect, test } from 'vitest';
import { capsule, ellipsoid, inside, smoothMax, smoothMin } from './distance.ts';

const coordinate = fc.double({ min: -50, max: 50, noNaN: true });
const radius = fc.double({ min: 1, max: 30, noNaN: true });

test('an ellipsoid with three equal radii is a sphere', () => {
  fc.assert(
    fc.property(coordinate, coordinate, coordinate, radius, (x, y, z, r) => {
      expect(ellipsoid(x, y, z, r, r, r)).toBeCloseTo(Math.hypot(x, y, z) - r, 6);
    }),
  );
});

test("an ellipsoid's distance is negative exactly inside", () => {
  fc.assert(
    fc.property(coordinate, coordinate, coordinate, (x, y, z) => {
      const level = (x / 9) ** 2 + (y / 20) ** 2 + (z / 5) ** 2;
      fc.pre(Math.abs(level - 1) > 1e-6);
      expect(ellipsoid(x, y, z, 9, 20, 5) < 0).toBe(level < 1);
    }),
  );
});

test('a capsule is as far from its axis as its radius says, at both ends', () => {
  expect(capsule(0, 3, 0, 0, 0, 0, 10, 0, 0, 2, 4)).toBeCloseTo(1);
  expect(capsule(10, 3, 0, 0, 0, 0, 10, 0, 0, 2, 4)).toBeCloseTo(-1);
  expect(capsule(15, 0, 0, 0, 0, 0, 10, 0, 0, 2, 4)).toBeCloseTo(1);
});

test('smooth union and intersection equal the sharp ones away from the seam', () => {
  fc.assert(
    fc.property(coordinate, coordinate, (a, b) => {
      const k = 4;
      const low = smoothMin(a, b, k);
      expect(low).toBeLessThanOrEqual(Math.min(a, b));
      expect(low).toBeGreaterThanOrEqual(Math.min(a, b) - k / 4);
      if (Math.abs(a - b) >= k) expect(low).toBe(Math.min(a, b));
      expect(smoothMax(a, b, k)).toBeCloseTo(-smoothMin(-a, -b, k));
    }),
  );
});

test('a voxel on the surface is half inside', () => {
  expect(inside(0, 0.7)).toBe(0.5);
  expect(inside(-0.7, 0.7)).toBe(1);
  expect(inside(0.7, 0.7)).toBe(0);
  expect(inside(-0.35, 0.7)).toBeCloseTo(0.75);
});
