import { expect, test } from 'vitest';
import type { Slice } from '../series/slice.ts';
import { cellGrid } from './cell-grid.ts';

const slice = (
  rows: number,
  columns: number,
  pixelSpacing: readonly [number, number],
  hu: number[],
): Slice => ({
  sopInstanceUid: '1',
  seriesInstanceUid: '1',
  studyInstanceUid: '1',
  patientId: 'nobody',
  rows,
  columns,
  pixelSpacing,
  hu: Int16Array.from(hu),
  notices: [],
});

test('averages whole pixels to cells of about 2 mm, and drops what is left over', () => {
  const grid = cellGrid(slice(2, 5, [1, 1], [0, 4, 10, 10, 99, 2, 6, 10, 10, 99]))!;
  expect(grid).toMatchObject({
    rows: 1,
    columns: 2,
    cellMm: [2, 2],
    lowestHu: 0,
    highestHu: 10,
    highestShare: 0.5,
  });
  expect([...grid.mean]).toEqual([3, 10]);
  // Of 0, 4, 2 and 6 round 3: (9 + 1 + 1 + 9) / 3.
  expect(grid.deviation[0]).toBeCloseTo(Math.sqrt(20 / 3), 5);
  expect(grid.deviation[1]).toBe(0);
});

test('takes pixels that are not square, and pixels larger than a cell as they are', () => {
  expect(cellGrid(slice(2, 1, [1, 3], [1, 3]))).toMatchObject({ rows: 1, columns: 1, cellMm: [2, 3] });
  const coarse = cellGrid(slice(1, 2, [5, 5], [-7, 7]))!;
  expect([...coarse.mean, ...coarse.deviation]).toEqual([-7, 7, 0, 0]);
});

test('is undefined where there is not a cell', () => {
  expect(cellGrid(slice(1, 1, [1, 1], [5]))).toBeUndefined();
  expect(cellGrid(slice(0, 0, [1, 1], []))).toBeUndefined();
});
