import fc from '@ichor/testing/properties';
import { expect, test } from 'vitest';
import { bootstrapDifference, bootstrapInterval, drawPatients } from './bootstrap.ts';
import { rocAuc } from './roc-auc.ts';

/** A small generator of integers (Park and Miller), since nothing is imported here. */
const random = (seed: number) => {
  let state = seed + 1;
  return {
    integer: (count: number) => {
      state = (state * 48271) % 2147483647;
      return Math.floor((state / 2147483647) * count);
    },
  };
};

const cohort = { patients: ['a', 'a', 'b', 'b', 'c', 'd', 'd', 'd'], positive: [0, 1, 1, 1, 0, 0, 0, 0] };
const mean = (values: number[]) => (rows: Int32Array) =>
  rows.reduce((sum, row) => sum + values[row]!, 0) / rows.length;

test('whole patients are drawn, as many positive and as many negative ones as there are', () => {
  for (const rows of drawPatients(cohort, { random: random(3), draws: 50 })) {
    const times = (own: number[]) => own.map((row) => rows.filter((r) => r === row).length);
    for (const own of [
      [0, 1],
      [2, 3],
      [5, 6, 7],
    ])
      expect(new Set(times(own)).size).toBe(1);
    expect(times([0])[0]! + times([2])[0]!).toBe(2); // the positive ones, a and b
    expect(times([4])[0]! + times([5])[0]!).toBe(2); // the negative ones, c and d
  }
});

test('the value is that of all rows, and the same generator gives the same interval', () => {
  const scores = [0.2, 0.9, 0.4, 0.8, 0.3, 0.5, 0.1, 0.6];
  const statistic = (rows: Int32Array) => rocAuc(scores, cohort.positive, rows);
  const first = bootstrapInterval(statistic, cohort, { random: random(1), draws: 200 });
  expect(first.value).toBe(rocAuc(scores, cohort.positive));
  expect(first.low).toBeLessThan(first.value);
  expect(first.high).toBeGreaterThan(first.value);
  expect(bootstrapInterval(statistic, cohort, { random: random(1), draws: 200 })).toEqual(first);
});

test('one patient a stratum leaves nothing to draw: the interval is the value', () => {
  const two = { patients: ['a', 'b'], positive: [1, 0] };
  expect(bootstrapInterval(mean([1, 5]), two, { random: random(1), draws: 20 })).toEqual({
    value: 3,
    low: 3,
    high: 3,
  });
});

test('the interval of a mean has about the width that the standard error gives', () => {
  const patients = Array.from({ length: 400 }, (_, i) => String(i));
  const values = patients.map((_, i) => ((i * 7919) % 400) / 400); // uniform: sd 0.289
  const { value, low, high } = bootstrapInterval(
    mean(values),
    { patients, positive: patients.map(() => 0) },
    { random: random(5) },
  );
  expect(value).toBeCloseTo(0.49875, 6);
  expect(high - low).toBeGreaterThan(0.85 * 2 * 1.96 * (0.289 / 20));
  expect(high - low).toBeLessThan(1.15 * 2 * 1.96 * (0.289 / 20));
});

test('the paired difference draws the same patients for both, so equal figures differ by nothing', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: 8, maxLength: 8 }),
      (values) => {
        const difference = bootstrapDifference(mean(values), mean(values), cohort, {
          random: random(2),
          draws: 20,
        });
        expect(difference).toEqual({ value: 0, low: 0, high: 0 });
      },
    ),
    { numRuns: 20 },
  );
  const raised = bootstrapDifference(mean([2, 2, 2, 2, 2, 2, 2, 2]), mean([1, 1, 1, 1, 1, 1, 1, 1]), cohort, {
    random: random(2),
    draws: 20,
  });
  expect(raised).toEqual({ value: 1, low: 1, high: 1 });
});

test('a figure that is not defined is an error, not a number', () => {
  expect(() => bootstrapInterval(() => undefined, cohort, { random: random(1) })).toThrow('not defined');
  expect(() => bootstrapInterval(() => Number.NaN, cohort, { random: random(1) })).toThrow('not defined');
});
