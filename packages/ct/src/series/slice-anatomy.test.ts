import { expect, test } from 'vitest';
import { Rng } from '../rng.ts';
import { drawnSlice, head } from '../testing/drawn-slice.ts';
import { sliceAnatomy } from './slice-anatomy.ts';

const seen = (...args: Parameters<typeof drawnSlice>) => {
  const anatomy = sliceAnatomy(drawnSlice(...args));
  if (anatomy === undefined) throw new Error('nothing was judged');
  return anatomy;
};
const dot = (at: readonly (readonly [number, number])[], hu: number) => (y: number, x: number) =>
  at.some(([row, column]) => Math.hypot(y - row, x - column) < 3) ? hu : 35;
const VESSELS = [
  [-40, 0],
  [0, -35],
  [0, 35],
  [10, 0],
  [40, 5],
] as const;

function clipped(low: number, high: number) {
  const slice = drawnSlice(head());
  return { ...slice, hu: slice.hu.map((hu) => Math.max(low, Math.min(high, hu))) };
}

test('measures brain within a skull', () => {
  const anatomy = seen(head());
  expect(anatomy.ringShare).toBe(1);
  expect(anatomy.softShare).toBeGreaterThan(0.97);
  expect(Math.abs(anatomy.softHu - 35)).toBeLessThan(1);
  // Within a cell's edge of pi times the half axes.
  expect(Math.abs(anatomy.insideMm2 / (Math.PI * 85 * 70) - 1)).toBeLessThan(0.06);
  expect(Math.abs(anatomy.objectMm[0] - 2 * 85 * 1.2)).toBeLessThan(6);
  expect(anatomy.brightSpots).toBe(0);
});

test('bridges a skull that is open over a quarter', () => {
  const open = (y: number, x: number) => (x > Math.abs(y) && head()(y, x) === 1200 ? 30 : head()(y, x));
  const anatomy = seen(open);
  expect(anatomy.ringShare).toBeGreaterThan(0.65);
  expect(anatomy.ringShare).toBeLessThan(0.85);
  expect(anatomy.softShare).toBeGreaterThan(0.95);
});

test('does not take a headrest for the skull', () => {
  const rested = (y: number, x: number) => (y > 106 && y < 110 && Math.abs(x) < 60 ? 400 : head()(y, x));
  const anatomy = seen(rested);
  expect(anatomy.softShare).toBeGreaterThan(0.97);
  expect(anatomy.objectMm[0]).toBeLessThan(210);
});

test('sees no brain in lungs within ribs, nor in water within plastic', () => {
  const lungs = seen(head(100, 100, (_, x) => (Math.abs(x) < 20 ? 40 : -850)));
  expect(lungs.softShare).toBeLessThan(0.4);
  expect(lungs.airShare).toBeGreaterThan(0.6);
  const water = seen((y, x) => (Math.hypot(y, x) < 90 ? 0 : Math.hypot(y, x) < 100 ? 120 : -1000));
  expect(water.ringShare).toBe(0);
  expect(water.insideMm2).toBe(0);
});

test('counts vessels with contrast medium, not one clot, not fresh blood', () => {
  expect(seen(head(85, 70, dot(VESSELS, 180))).brightSpots).toBe(5);
  expect(seen(head(85, 70, dot(VESSELS, 65))).brightSpots).toBe(0);
  const clot = (y: number, x: number) => (Math.hypot(y, x - 20) < 18 ? 85 : 35);
  expect(seen(head(85, 70, clot)).brightSpots).toBe(0);
});

test('counts nothing bright in noise that could feign it', () => {
  const rng = Rng.of('noise');
  const noise = () => 35 + 60 * rng.normal();
  const fine = drawnSlice(head(85, 70, noise));
  // Each cell is one pixel here; as four, its deviation is known.
  expect(sliceAnatomy({ ...fine, pixelSpacing: [1, 1] })?.brightSpots).toBe(0);
});

test('says nothing of empty air but that there is nothing', () => {
  expect(seen(() => -1000)).toMatchObject({ objectMm: [0, 0], objectMm2: 0, ringShare: 0, insideMm2: 0 });
});

test.each([
  ['a pixel size', drawnSlice(head(), { pixelSpacing: undefined })],
  ['pixels', drawnSlice(head(), { hu: new Int16Array(0) })],
  ['air, as where a window was baked in', clipped(-20, 100)],
  ['bone, as where values were clipped', clipped(-1000, 100)],
])('can judge nothing without %s', (_, slice) => {
  expect(sliceAnatomy(slice)).toBeUndefined();
});
