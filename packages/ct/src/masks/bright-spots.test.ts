import { expect, test } from 'vitest';
import { countSpots } from './bright-spots.ts';

const SIZE = [8, 6, 1] as const;
const mask = (...rows: string[]): Uint8Array =>
  Uint8Array.from(rows.join(''), (cell) => (cell === '#' ? 1 : 0));

test('counts spots, cells that touch at a corner as one, and leaves out large ones', () => {
  const cells = mask('........', '.#..##..', '..#.##..', '........', '.#...#..', '........');
  expect(countSpots(cells, SIZE, 4)).toBe(4);
  expect(countSpots(cells, SIZE, 3)).toBe(3);
  expect(countSpots(cells, SIZE, 1)).toBe(2);
  expect(countSpots(new Uint8Array(48), SIZE, 4)).toBe(0);
});
