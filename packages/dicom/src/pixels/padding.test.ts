import fc from '@ichor/testing/properties';
import { expect, test } from 'vitest';
import { PADDING } from './cell-table.ts';
import { fillPadding } from './padding.ts';

/** Padding is 1, anything else 0. */
const table = new Int32Array(256).fill(PADDING, 1, 2);

const fill = (rows: readonly string[]): { hu: string[]; inside: number } => {
  const columns = rows[0]?.length ?? 0;
  const cells = Uint8Array.from(rows.join(''), (char) => (char === '#' ? 1 : 0));
  const hu = new Int16Array(cells.length);
  const count = cells.reduce((sum, cell) => sum + cell, 0);
  const inside = fillPadding(hu, cells, { rows: rows.length, columns }, table, count);
  const picture = [...hu].map((value) => (value === -1000 ? 'o' : '.')).join('');
  return { hu: rows.map((_, row) => picture.slice(row * columns, (row + 1) * columns)), inside };
};

test('the corners become air', () => {
  expect(fill(['##.##', '#...#', '.....', '##.##'])).toEqual({
    hu: ['oo.oo', 'o...o', '.....', 'oo.oo'],
    inside: 0,
  });
});

test('an island inside stays, and is counted', () => {
  expect(fill(['#....', '.##..', '..#..', '.....'])).toEqual({
    hu: ['o....', '.....', '.....', '.....'],
    inside: 3,
  });
});

test('what only a winding way joins to the border becomes air', () => {
  const { hu, inside } = fill(['.......', '.#####.', '.#...#.', '.#.#.#.', '.###.#.', '.....#.', '.....#.']);
  expect(inside).toBe(0);
  expect(hu).toEqual(['.......', '.ooooo.', '.o...o.', '.o.o.o.', '.ooo.o.', '.....o.', '.....o.']);
});

test('equals a plain flood fill from the border, whatever the picture', () => {
  const pictures = fc
    .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), fc.infiniteStream(fc.nat(2)))
    .map(([rows, columns, stream]) =>
      Array.from({ length: rows }, () =>
        Array.from({ length: columns }, () => (stream.next().value === 0 ? '.' : '#')).join(''),
      ),
    );
  fc.assert(
    fc.property(pictures, (rows) => {
      expect(fill(rows)).toEqual(floodFill(rows));
    }),
  );
});

function floodFill(rows: readonly string[]): { hu: string[]; inside: number } {
  const out = rows.map((row) => [...row]);
  const visit = (y: number, x: number): void => {
    const row = out[y];
    if (row?.[x] !== '#') return;
    row[x] = 'o';
    for (const [dy, dx] of [
      [0, 1],
      [0, -1],
      [1, 0],
      [-1, 0],
    ] as const)
      visit(y + dy, x + dx);
  };
  rows.forEach((row, y) => {
    [...row].forEach((_, x) => {
      if (y === 0 || x === 0 || y === rows.length - 1 || x === row.length - 1) visit(y, x);
    });
  });
  const text = out.map((row) => row.join(''));
  const inside = text.join('').replaceAll(/[^#]/g, '').length;
  return { hu: text.map((row) => row.replaceAll('#', '.')), inside };
}
