import { expect, test } from 'vitest';
import { wilsonInterval } from './wilson-interval.ts';

test('42 of 50 is 0.84 with an interval from 0.715 to 0.917', () => {
  const { low, high } = wilsonInterval(42, 50);
  expect(low).toBeCloseTo(0.7149, 4);
  expect(high).toBeCloseTo(0.9166, 4);
});

test('none of ten reaches up to 0.278, and all of ten down to 0.722', () => {
  expect(wilsonInterval(0, 10)).toEqual({ low: 0, high: expect.closeTo(0.2775, 4) });
  expect(wilsonInterval(10, 10)).toEqual({ low: expect.closeTo(0.7225, 4), high: 1 });
});

test('a higher level is wider, and a level or share that cannot be is refused', () => {
  expect(wilsonInterval(5, 10, 0.99).low).toBeLessThan(wilsonInterval(5, 10, 0.9).low);
  expect(() => wilsonInterval(5, 10, 0.5)).toThrow('level');
  expect(() => wilsonInterval(11, 10)).toThrow('11 of 10');
  expect(() => wilsonInterval(0, 0)).toThrow(RangeError);
});
