import fc from '@ichor/testing/properties';
import { expect, test } from 'vitest';
import { epochOrder } from './epoch-order.ts';

const pairs = (order: Int32Array): [number, number][] =>
  Array.from({ length: order.length / 2 }, (_, i) => [order[2 * i]!, order[2 * i + 1]!]);
const rowsOf = (order: Int32Array, part: number): number[] =>
  pairs(order).flatMap(([p, row]) => (p === part ? [row] : []));

test('by default an epoch shows every row of every part once', () => {
  const mix = [{ rows: [3, 5, 8] }, { rows: [0, 1] }];
  const order = epochOrder(mix, 1, 0);
  expect(rowsOf(order, 0).sort()).toEqual([3, 5, 8]);
  expect(rowsOf(order, 1).sort()).toEqual([0, 1]);
});

test('parts give the shares they are asked for, and a part that gives less goes on in the next epoch', () => {
  const mix = [
    { rows: [0, 1, 2, 3, 4, 5], slicesPerEpoch: 3 },
    { rows: [7, 8], slicesPerEpoch: 5 },
  ];
  const epochs = [0, 1].map((epoch) => epochOrder(mix, 4, epoch));
  expect([...rowsOf(epochs[0]!, 0), ...rowsOf(epochs[1]!, 0)].sort()).toEqual([0, 1, 2, 3, 4, 5]);
  const repeated = [...rowsOf(epochs[0]!, 1), ...rowsOf(epochs[1]!, 1)];
  expect(repeated.filter((row) => row === 7)).toHaveLength(5);
});

test('the order hangs on seed and epoch alone, and changes with either', () => {
  const mix = [{ rows: Array.from({ length: 50 }, (_, i) => i) }];
  expect(epochOrder(mix, 1, 3)).toEqual(epochOrder(mix, 1, 3));
  expect(epochOrder(mix, 1, 3)).not.toEqual(epochOrder(mix, 1, 4));
  expect(epochOrder(mix, 1, 3)).not.toEqual(epochOrder(mix, 2, 3));
});

test('over many epochs no row is shown more than once oftener than another', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 20 }),
      fc.nat(99),
      (rows, share, seed) => {
        const counts = new Uint32Array(rows);
        const mix = [{ rows: Array.from({ length: rows }, (_, i) => i), slicesPerEpoch: share }];
        for (let epoch = 0; epoch < 7; epoch++)
          for (const row of rowsOf(epochOrder(mix, seed, epoch), 0)) counts[row]!++;
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
      },
    ),
  );
});

test('slices are not made up for a part without rows', () => {
  expect(() => epochOrder([{ rows: [], slicesPerEpoch: 5 }], 1, 0)).toThrow('no rows');
});
