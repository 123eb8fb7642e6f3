import type { Series, Slice } from '@ichor/ct';
import { expect, test } from 'vitest';
import { inputSpecification, seenRange } from './input-specification.ts';
import { networkInput, networkPlanes } from './network-input.ts';

const specification = inputSpecification(16);

/** A skull of 90 HU around brain of 30 HU, with a 70 HU ball on the patient's left at mid height; size in mm, sampled as told. */
function head(spacingMm: number, pixelMm: number, size: number, offset = 0): Series {
  const positionsMm: number[] = [];
  for (let z = 0; z <= 100 + 1e-9; z += spacingMm) positionsMm.push(z);
  const slices = positionsMm.map((z) => {
    const hu = new Int16Array(size * size);
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++) {
        const x = (column - (size - 1) / 2) * pixelMm + offset;
        const y = (row - (size - 1) / 2) * pixelMm;
        const r = Math.hypot(x / 70, y / 90);
        const ball = Math.hypot(x - 30, y, z - 50) < 20;
        hu[row * size + column] = r > 1 ? -1000 : r > 0.92 ? 90 : ball ? 70 : 30;
      }
    }
    return { rows: size, columns: size, hu, imageOrientationPatient: [1, 0, 0, 0, 1, 0] } as unknown as Slice;
  });
  return { slices, positionsMm } as unknown as Series;
}

function meanDifference(a: Uint8Array, b: Uint8Array): number {
  expect(a.length).toBe(b.length);
  return a.reduce((sum, v, i) => sum + Math.abs(v - b[i]!), 0) / a.length;
}

test('each slice of a 5 mm series is a sample whose neighbours are the next slices, edges repeated', () => {
  const { triples, positionsMm, nearestSlice } = networkPlanes(head(5, 2, 120), specification);
  expect(positionsMm.length).toBe(21);
  expect([...triples.slice(0, 6)]).toEqual([0, 0, 1, 0, 1, 2]);
  expect([...triples.slice(-3)]).toEqual([19, 20, 20]);
  expect([...nearestSlice]).toEqual(Array.from({ length: 21 }, (_, i) => i));
});

test('thin slices give the samples of a 5 mm series', () => {
  const thick = networkPlanes(head(5, 2, 120), specification);
  const thin = networkPlanes(head(1, 2, 120), specification);
  expect([...thin.positionsMm]).toEqual([...thick.positionsMm]);
  expect([...thin.nearestSlice]).toEqual(Array.from({ length: 21 }, (_, i) => 5 * i));
  expect(thin.sampleOfSlice[52]).toBe(10);
  const sample = (from: typeof thin) =>
    from.planes.subarray(from.triples[31]! * 256, (from.triples[31]! + 1) * 256);
  expect(meanDifference(sample(thin), sample(thick))).toBeLessThan(2);
});

test('field of view, matrix and a shifted head change the planes by less than 1 % of the range', () => {
  const plain = networkPlanes(head(5, 1, 240), specification);
  for (const other of [head(5, 0.5, 400), head(5, 1.5, 200), head(5, 1, 240, 20)]) {
    expect(meanDifference(networkPlanes(other, specification).planes, plain.planes)).toBeLessThan(2.55);
  }
});

test('pixels that are not square distort no head: its box is square to the network all the same', () => {
  const plain = networkPlanes(head(5, 1, 240), specification);
  const fine = head(5, 0.5, 480);
  for (const [down, across] of [
    [2, 1],
    [1, 2],
    [4, 2],
    [1, 4],
  ] as const) {
    const [rows, columns] = [480 / down, 480 / across];
    const slices = fine.slices.map((slice) => ({
      ...slice,
      rows,
      columns,
      hu: Int16Array.from(
        { length: rows * columns },
        (_, i) => slice.hu[down * Math.floor(i / columns) * 480 + across * (i % columns)]!,
      ),
    }));
    const squashed = networkPlanes({ ...fine, slices }, specification);
    expect(meanDifference(squashed.planes, plain.planes)).toBeLessThan(2.55);
  }
});

test('a series stored with its columns reversed gives the same planes', () => {
  const plain = head(5, 1, 201, 10);
  const mirrored = {
    ...plain,
    slices: plain.slices.map((slice) => {
      const hu = slice.hu.map((_, i) => slice.hu[i - (i % 201) + 200 - (i % 201)]!);
      return { ...slice, hu, imageOrientationPatient: [-1, 0, 0, 0, 1, 0] } as Slice;
    }),
  };
  expect(networkPlanes(mirrored, specification).planes).toEqual(networkPlanes(plain, specification).planes);
});

test('values are clipped to the range, scaled and normalized', () => {
  const { planes } = networkPlanes(head(5, 1, 240), specification);
  expect(Math.max(...planes)).toBeLessThanOrEqual(Math.round((110 / 120) * 255));
  const values = networkInput(
    { planes: Uint8Array.from([0, 255]), triples: Int32Array.from([0, 1, 0]) },
    { ...specification, size: 1 },
  );
  expect([...values]).toEqual([-1, 3, -1]);
});

test('three windows of a sample are its channels: one slab, one box, each window from black to white', () => {
  const windows = [
    { center: 40, width: 80 },
    { center: 80, width: 20 },
    { center: 600, width: 2800 },
  ] as const;
  const spec = { ...specification, channels: { kind: 'windows', windows } } as const;
  const series = head(5, 1, 240);
  const seen = networkPlanes(series, spec);
  expect(seen.positionsMm).toEqual(networkPlanes(series, specification).positionsMm);
  expect([...seen.triples.slice(0, 6)]).toEqual([0, 1, 2, 3, 4, 5]);
  expect(seen.planes.length).toBe(21 * 3 * 256);
  expect(seen.boxes[30]).toEqual(seen.boxes[31]);
  // The middle of the lowest slice is 30 HU: (30 - 0) / 80, below 70, and (30 + 800) / 2800.
  const middle = (plane: number) => seen.planes[plane * 256 + 8 * 16 + 8];
  expect([0, 1, 2].map(middle)).toEqual([Math.round((30 / 80) * 255), 0, Math.round((830 / 2800) * 255)]);
  const values = networkInput(seen, { ...spec, size: 16 }, [0]);
  expect(values.length).toBe(3 * 256);
  expect(values[256 + 8 * 16 + 8]).toBe(-1);
});

test('what a network tells apart reaches from the lowest to the highest end of its channels', () => {
  expect(seenRange(specification)).toEqual([-20, 100]);
  const [brain, bone] = [
    { center: 40, width: 80 },
    { center: 600, width: 2800 },
  ];
  expect(seenRange({ channels: { kind: 'windows', windows: [brain, bone, brain] } })).toEqual([-800, 2000]);
});

test('a series without slices is refused', () => {
  expect(() => networkPlanes({ slices: [], positionsMm: [] } as unknown as Series, specification)).toThrow(
    RangeError,
  );
});
