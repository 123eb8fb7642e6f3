import fc from '@ichor/testing/properties';
import { describe, expect, it } from 'vitest';
import { eroded, grown } from './eroded.ts';
import { joinedToBorder } from './joined-to-border.ts';
import { largestObject } from './largest-object.ts';

type Mask = Uint8Array<ArrayBuffer>;

const SIDE = 7;
const drawn = (...rows: string[]): Mask => Uint8Array.from(rows.join(''), (cell) => (cell === '#' ? 1 : 0));
const RING = drawn('.......', '.#####.', '.#...#.', '.#.#.#.', '.#...#.', '.#####.', '.......');

const masks = fc
  .array(fc.boolean(), { minLength: SIDE * SIDE, maxLength: SIDE * SIDE })
  .map((cells) => Uint8Array.from(cells, Number));

const SIZE = [SIDE, SIDE, 1] as const;
const shrunk = (mask: Mask) => eroded(mask, SIZE, { corners: true });
const grownBy = (mask: Mask) => grown(mask, SIDE, SIDE);
const atBorder = (mask: Mask) => joinedToBorder(mask, SIDE, SIDE);
const largest = (mask: Mask) => largestObject(mask, SIZE).mask;

describe('masks', () => {
  it('are grown by all eight neighbours and shrunk by them', () => {
    const dot = new Uint8Array(SIDE * SIDE);
    dot[3 * SIDE + 3] = 1;
    const spread = grownBy(dot);
    expect(spread.reduce((a, b) => a + b)).toBe(9);
    expect(shrunk(spread)).toEqual(dot);
  });

  it('count nothing beyond the square as set', () => {
    const full = new Uint8Array(SIDE * SIDE).fill(1);
    expect(shrunk(full).reduce((a, b) => a + b)).toBe((SIDE - 2) ** 2);
  });

  it('know what a ring shuts in', () => {
    const open = RING.map((set) => 1 - set);
    const outside = atBorder(open);
    expect(outside.reduce((a, b) => a + b)).toBe(4 * (SIDE - 1));
    expect(largest(RING).reduce((a, b) => a + b)).toBe(16);
  });

  it('shrink to less than they are and grow to more', () => {
    fc.assert(
      fc.property(masks, (mask) => {
        const [less, more] = [shrunk(mask), grownBy(mask)];
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
        const sum = (cells: Mask): number => cells.reduce((a, b) => a + b, 0);
        const most = largest(mask);
        const joined = atBorder(mask);
        expect(most.every((set, i) => set <= mask[i]!)).toBe(true);
        expect(joined.every((set, i) => set <= mask[i]!)).toBe(true);
        const rest = largest(mask.map((set, i) => set & (1 - most[i]!)));
        expect(sum(rest)).toBeLessThanOrEqual(sum(most));
      }),
    );
  });
});
