import { isIchorError } from '@ichor/notices';
import { expect, test } from 'vitest';
import { splitRows } from './split-rows.ts';

test('rows are divided by what is held out, in their order', () => {
  const patients = ['a', 'b', 'b', 'c'];
  const [one, other] = splitRows([
    { patients, isHeldOut: (row) => patients[row] === 'b' },
    { patients: ['d'], isHeldOut: () => false },
  ]);
  expect([one!.train, one!.heldOut].map((rows) => [...rows])).toEqual([
    [0, 3],
    [1, 2],
  ]);
  expect([other!.train, other!.heldOut].map((rows) => [...rows])).toEqual([[0], []]);
});

test.each([
  ['in one source', [{ patients: ['a', 'a'], isHeldOut: (row: number) => row === 1 }]],
  [
    'of two sources',
    [
      { patients: ['a', 'b'], isHeldOut: (row: number) => row === 1 },
      { patients: ['b'], isHeldOut: () => false },
    ],
  ],
])('a patient on both sides %s is refused', (_, parts) => {
  let error: unknown;
  try {
    splitRows(parts);
  } catch (caught) {
    error = caught;
  }
  expect(isIchorError(error) && error.code).toBe('patient-on-both-sides');
});

test("patients of one group on both sides are refused, and rows without a group are nobody else's", () => {
  const rows = (groups: (string | undefined)[]) =>
    splitRows([{ patients: ['a', 'b', 'c'], groups, isHeldOut: (row) => row === 2 }]);
  expect(() => rows(['one', 'two', 'two'])).toThrow('puts 1 group both');
  expect(rows([undefined, 'two', undefined])[0]!.train).toHaveLength(2);
});
