import { Rng, type Slice } from '@ichor/ct';
import { tinyPixelAt, tinySeries } from '@ichor/testing/tiny-series';
import { describe, expect, it } from 'vitest';
import {
  brightestPatch,
  heatmapPeak,
  localisationRates,
  randomHeadPoint,
  withinGrownMask,
} from './localisation.ts';

const blood = { x: 30, y: -40, fromMm: 0, toMm: 100 };
const slice = tinySeries({ blood }).slices[0] as Slice;
const place = tinyPixelAt(blood.x, blood.y);
const mask = Uint8Array.from(slice.hu, (hu) => (hu === 70 ? 1 : 0));
const box = { row: 4, column: 12, rows: 72, columns: 56 };

describe('heatmapPeak', () => {
  it('is the centre of the highest cell, in pixels of the slice', () => {
    const heatmap = {
      rows: 2,
      columns: 4,
      box: { row: 10, column: 20, rows: 40, columns: 80 },
      data: [0, 0, 9, 0, 0, 0, 0, 8],
    };
    expect(heatmapPeak(heatmap)).toEqual({ row: 20, column: 70 });
  });

  it('is nowhere in a flat map', () => {
    expect(heatmapPeak({ rows: 1, columns: 2, box, data: [0, 0] })).toBeUndefined();
  });
});

describe('withinGrownMask', () => {
  it('counts millimetres between the point and the nearest pixel of the mask', () => {
    // The square ends 10 mm, or four pixels, from its centre; the centre of its last pixel half a pixel before.
    const at = (mm: number) => ({ row: place.row, column: place.column + mm / 2.5 });
    expect(withinGrownMask(slice, mask, at(0), 0.1)).toBe(false);
    expect(withinGrownMask(slice, mask, at(1.25), 2)).toBe(true);
    expect(withinGrownMask(slice, mask, at(18), 10)).toBe(true);
    expect(withinGrownMask(slice, mask, at(20), 10)).toBe(false);
    expect(withinGrownMask(slice, new Uint8Array(mask.length), at(0), 50)).toBe(false);
  });
});

describe('brightestPatch', () => {
  it('finds blood by its density, inside the skull', () => {
    const patch = brightestPatch(slice)!;
    expect(Math.hypot(patch.row - place.row, patch.column - place.column)).toBeLessThan(4);
  });

  it('is nowhere in a slice without a skull', () => {
    const air = { ...slice, hu: new Int16Array(slice.hu.length).fill(-1000) };
    expect(brightestPatch(air)).toBeUndefined();
  });
});

describe('randomHeadPoint', () => {
  it('lies in the head and comes from the seed', () => {
    const points = Array.from({ length: 50 }, (_, i) => randomHeadPoint(slice, Rng.of(i))!);
    for (const { row, column } of points) {
      expect(slice.hu[Math.floor(row) * slice.columns + Math.floor(column)]).toBeGreaterThan(-20);
    }
    expect(points).toEqual(Array.from({ length: 50 }, (_, i) => randomHeadPoint(slice, Rng.of(i))!));
    expect(new Set(points.map(({ row, column }) => `${row} ${column}`)).size).toBeGreaterThan(40);
  });
});

describe('localisationRates', () => {
  const heatmap = (index: number) => ({
    rows: 9,
    columns: 7,
    box,
    data: Array.from({ length: 63 }, (_, i) => (i === index ? 100 : 0)),
  });
  const right = Math.floor((place.row - box.row) / 8) * 7 + Math.floor((place.column - box.column) / 8);

  it('tell a map that finds the blood from one that does not, beside chance and density', () => {
    const rates = localisationRates([
      { slice, mask, heatmap: heatmap(right) },
      { slice, mask, heatmap: heatmap(56) },
    ]);
    expect(rates).toMatchObject({ cases: 2, peak: 0.5, brightest: 1 });
    expect(rates.random).toBeGreaterThan(0.02);
    expect(rates.random).toBeLessThan(0.15);
  });
});
