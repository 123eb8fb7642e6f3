import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CellMask, grownCells, joinedToBorder, largestCells, shrunkCells } from './cell-mask.ts';

const SIDE = 7;
const drawn = (...rows: string[]): CellMask =>
  Uint8Array.from(rows.join(''), (cell) => (cell === '#' ? 1 : 0));
const RING = drawn('.......', '.#####.', '.#...#.', '.#.#.#.', '.#...#.', '.#####.', '.......');

const masks = fc
  .array(fc.boolean(), { minLength: SIDE * SIDE, maxLength: SIDE * SIDE })
  .map((cells) => Uint8Array.from(cells, Number));

describe('cell masks', () => {
  it('are grown by all eight neighbours and shrunk by them', () => {
    const dot = new Uint8Array(SIDE * SIDE);
    dot[3 * SIDE + 3] = 1;
    const grown = grownCells(dot, SIDE);
    expect(grown.reduce((a, b) => a + b)).toBe(9);
    expect(shrunkCells(grown, SIDE)).toEqual(dot);
  });

  it('count nothing beyond the square as set', () => {
    const full = new Uint8Array(SIDE * SIDE).fill(1);
    expect(shrunkCells(full, SIDE).reduce((a, b) => a + b)).toBe((SIDE - 2) ** 2);
  });

  it('know what a ring shuts in', () => {
    const open = RING.map((set) => 1 - set);
    const outside = joinedToBorder(open, SIDE);
    expect(outside.reduce((a, b) => a + b)).toBe(4 * (SIDE - 1));
    expect(largestCells(RING, SIDE).reduce((a, b) => a + b)).toBe(16);
  });

  it('shrink to less than they are and grow to more', () => {
    fc.assert(
      fc.property(masks, (mask) => {
        const [less, more] = [shrunkCells(mask, SIDE), grownCells(mask, SIDE)];
        for (let i = 0; i < mask.length; i++) {
          expect(less[i]!).toBeLessThanOrEqual(mask[i]!);
          expect(more[i]!).toBeGreaterThanOrEqual(mask[i]!);
        }
      }),
    );
  });

  it('have objects that are parts of them, and none larger than the largest', () => {
    fc.assert(
      fc.property(masks, (mask) => {
        const sum = (cells: CellMask): number => cells.reduce((a, b) => a + b, 0);
        const largest = largestCells(mask, SIDE);
        const joined = joinedToBorder(mask, SIDE);
        expect(largest.every((set, i) => set <= mask[i]!)).toBe(true);
        expect(joined.every((set, i) => set <= mask[i]!)).toBe(true);
        const rest = largestCells(
          mask.map((set, i) => set & (1 - largest[i]!)),
          SIDE,
        );
        expect(sum(rest)).toBeLessThanOrEqual(sum(largest));
      }),
    );
  });
});
