import { expect, test } from 'vitest';
import { moveAverage } from './moving-average.ts';

test('the average follows quickly at first, then keeps its share', () => {
  const average = new Map([['w', Float32Array.of(0, 8)]]);
  const parameters = new Map([['w', { shape: [2], data: Float32Array.of(11, 8) }]]);
  moveAverage(average, parameters, 0.5, 1);
  expect([...average.get('w')!]).toEqual([9, 8]); // 2 / 11 of 0, 9 / 11 of 11
  moveAverage(average, parameters, 0.5, 1000);
  expect([...average.get('w')!]).toEqual([10, 8]);
});

test('an average of something else is refused', () => {
  expect(() => moveAverage(new Map([['w', new Float32Array(2)]]), new Map(), 0.9, 1)).toThrow(
    /w is of another/,
  );
});
