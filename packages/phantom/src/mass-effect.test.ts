import { expect, test } from 'vitest';
import { type MassEffect, undisplaced } from './mass-effect.ts';

const lens: MassEffect = {
  kind: 'lens',
  centre: [60, 0, 0],
  inward: [-1, 0, 0],
  thicknessMm: 12,
  radiusMm: 30,
  reachMm: 120,
};
const before = new Float64Array(3);

test('tissue under a lens came from further out, and the midline moved less', () => {
  undisplaced([lens], 48, 0, 0, before);
  const near = before[0]! - 48;
  undisplaced([lens], 0, 0, 0, before);
  const middle = before[0]!;
  expect(near).toBeGreaterThan(9);
  expect(middle).toBeGreaterThan(2);
  expect(middle).toBeLessThan(near);
});

test('tissue beside a lens and beyond its reach stays', () => {
  undisplaced([lens], 50, 40, 0, before);
  expect([...before]).toEqual([50, 40, 0]);
  undisplaced([lens], -61, 0, 0, before);
  expect([...before]).toEqual([-61, 0, 0]);
});

test('a bleed in the brain pushes what surrounds it outwards', () => {
  const blob: MassEffect = { kind: 'blob', centre: [0, 0, 0], radiusMm: 15, share: 0.6 };
  undisplaced([blob], 18, 0, 0, before);
  expect(before[0]!).toBeLessThan(17);
  expect(before[0]!).toBeGreaterThan(0);
  undisplaced([blob], 61, 0, 0, before);
  expect(before[0]!).toBe(61);
});
