import type { SeriesValues } from '@ichor/studies';
import { expect, test } from 'vitest';
import { valuesLine } from './values-line.ts';

const values: SeriesValues = {
  ways: [{ way: '16 bits, slope 1', slices: 3 }],
  storedRange: [24, 1924],
  paddingFilled: 0,
  paddingInside: 0,
  saturatedLow: 0,
  saturatedHigh: 0,
  airHu: -998,
  softHu: null,
  boneShare: 0,
};

test('values of slices that are all stored alike are one line', () => {
  expect(valuesLine(values)).toBe('16 bits, slope 1; stored 24 to 1924; air -998, soft tissue none HU');
});

test('where slices differ it says how many are stored how', () => {
  const ways = [
    { way: '16 bits', slices: 2 },
    { way: '12 bits', slices: 1 },
  ];
  expect(valuesLine({ ...values, ways, saturatedLow: 1, saturatedHigh: 2 })).toBe(
    '2 with 16 bits; 1 with 12 bits; stored 24 to 1924; air -998, soft tissue none HU; 3 pixels cut as too large or small',
  );
});
