import { expect, test } from 'vitest';
import { drawnSlice, head } from '../testing/drawn-slice.ts';
import { anatomyOf, seriesAnatomy } from './series-anatomy.ts';
import { type Series, type Slice, SOUND_SERIES } from './slice.ts';
import { withoutPixels } from './without-pixels.ts';

/** A skull whose inside is a ball of 72 mm radius; below it a neck. The vertex is at 72 mm, the foramen magnum near -40. */
const RADIUS = 72;
function section(z: number): Slice {
  const radius = Math.sqrt(Math.max(0, RADIUS ** 2 - z ** 2));
  if (z < -40) return drawnSlice((y, x) => (Math.hypot(y, x) < 60 ? 55 : -1000));
  return radius < 8
    ? drawnSlice((y, x) => (Math.hypot(y, x) < 12 ? 900 : -1000))
    : drawnSlice(head(radius, radius));
}
function series(fromMm: number, toMm: number, stepMm = 5, slice = section): Series {
  const positionsMm = Array.from(
    { length: Math.floor((toMm - fromMm) / stepMm) + 1 },
    (_, i) => fromMm + i * stepMm,
  );
  return {
    seriesInstanceUid: '1',
    studyInstanceUid: '2',
    patientId: 'nobody',
    slices: positionsMm.map(slice),
    positionsMm,
    tiltDegrees: 0,
    ...SOUND_SERIES,
    origin: 'dicom',
  };
}

test('finds nothing missing of a head from neck to vertex', () => {
  const anatomy = seriesAnatomy(series(-60, 80))!;
  expect(anatomy.brainMm).toBeGreaterThan(95);
  expect(anatomy.missing).toEqual({ vertexMm: 0, baseMm: 0 });
  expect(anatomy.spottedShare).toBe(0);
});

test.each([50, 40, 20])('estimates what is missing above a last slice at %i mm', (last) => {
  const { vertexMm, baseMm } = seriesAnatomy(series(-60, last))!.missing;
  expect(Math.abs(vertexMm - (RADIUS - last))).toBeLessThan(6);
  expect(baseMm).toBe(0);
});

test.each([-10, 0, 30])('estimates what is missing below a first slice at %i mm', (first) => {
  const { vertexMm, baseMm } = seriesAnatomy(series(first, 80))!.missing;
  expect(vertexMm).toBe(0);
  expect(Math.abs(baseMm - (first + 40))).toBeLessThan(first > 0 ? 16 : 8);
});

test('sees no brain in a neck, and knows nothing where most slices can not be judged', () => {
  expect(seriesAnatomy(series(-100, -45))!.brainMm).toBe(0);
  const unknown = series(-60, 80);
  const half = unknown.slices.map((slice, i) =>
    i % 2 === 0 ? { ...slice, pixelSpacing: undefined } : slice,
  );
  expect(seriesAnatomy({ ...unknown, slices: half })).toBeUndefined();
  expect(seriesAnatomy({ ...unknown, slices: [], positionsMm: [] })).toBeUndefined();
});

test('tells vessels that run through most slices from calcifications in one', () => {
  const vessels = (y: number, x: number) =>
    [-24, 0, 24].some((row) => [-20, 20].some((column) => Math.hypot(y - row, x - column) < 3)) ? 200 : 35;
  const bright = (z: number) => drawnSlice(head(70, 60, vessels), { sopInstanceUid: String(z) });
  expect(seriesAnatomy(series(-30, 30, 5, bright))!.spottedShare).toBe(1);
  const once = series(-60, 80, 5, (z) => (z === 0 ? bright(z) : section(z)));
  expect(seriesAnatomy(once)!.spottedShare).toBeLessThan(0.1);
});

test('says the same of slices whose pixels were dropped, and measures a slice once', () => {
  const whole = series(-60, 40);
  const dropped = { ...whole, slices: whole.slices.map(withoutPixels) };
  expect(dropped.slices.every(({ hu }) => hu.length === 0)).toBe(true);
  expect(seriesAnatomy(dropped)).toEqual(seriesAnatomy(whole));
  expect(anatomyOf(whole.slices[0]!)).toBe(anatomyOf(whole.slices[0]!));
  expect(withoutPixels(dropped.slices[20]!).anatomy).toEqual(dropped.slices[20]!.anatomy);
});
