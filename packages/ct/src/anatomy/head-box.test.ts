import { expect, test } from 'vitest';
import { headBox } from './head-box.ts';

function scene(rows: number, columns: number, paint: (row: number, column: number) => number) {
  return {
    rows,
    columns,
    data: Int16Array.from({ length: rows * columns }, (_, i) => paint(Math.floor(i / columns), i % columns)),
  };
}

test('the box encloses an ellipse to half a pixel', () => {
  const head = scene(100, 120, (r, c) => (((r - 50) / 30) ** 2 + ((c - 60) / 20) ** 2 <= 1 ? 40 : -1000));
  const { row, column, rows, columns } = headBox(head);
  expect(Math.abs(row - 20.5)).toBeLessThanOrEqual(0.6);
  expect(Math.abs(row + rows - 80.5)).toBeLessThanOrEqual(0.6);
  expect(Math.abs(column - 40.5)).toBeLessThanOrEqual(0.6);
  expect(Math.abs(column + columns - 80.5)).toBeLessThanOrEqual(0.6);
});

test('a headrest that does not touch the head is outside the box', () => {
  const head = scene(100, 100, (r, c) => ((r - 40) ** 2 + (c - 50) ** 2 <= 900 || r > 90 ? 40 : -1000));
  const { row, rows } = headBox(head);
  expect(row + rows).toBeLessThan(75);
});

test('a picture without a head is taken whole', () => {
  expect(headBox(scene(10, 12, () => -1000))).toEqual({ row: 0, column: 0, rows: 10, columns: 12 });
});

test('the box is the same in millimetres at every pixel size, also where skin and skull are a millimetre apart', () => {
  const boxes = [0.4, 0.7, 1.2].flatMap((pixelMm) =>
    [200, 240].map((fieldMm) => {
      const size = Math.round(fieldMm / pixelMm);
      const head = scene(size, size, (r, c) => {
        const radius = pixelMm * Math.hypot(r - size / 2, c - size / 2);
        if (radius < 74) return radius < 70 ? 35 : 900;
        return radius < 75 ? -95 : radius < 77 ? 40 : -1000; // a millimetre of fat, two of skin
      });
      const { rows, columns } = headBox(head);
      return [rows * pixelMm, columns * pixelMm];
    }),
  );
  for (const [height, width] of boxes) {
    expect(Math.abs(height! - boxes[0]![0]!)).toBeLessThan(0.6);
    expect(Math.abs(width! - boxes[0]![1]!)).toBeLessThan(0.6);
  }
});
