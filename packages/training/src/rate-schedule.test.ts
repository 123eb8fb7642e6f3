import { expect, test } from 'vitest';
import { rateAt } from './rate-schedule.ts';

const run = { steps: 100, stepsPerEpoch: 10 };

test('cosine begins at the rate, halves in the middle, and would be nought one step after the last', () => {
  const recipe = { rate: 0.4, schedule: 'cosine' } as const;
  expect(rateAt(recipe, 0, run)).toBe(0.4);
  expect(rateAt(recipe, 50, run)).toBeCloseTo(0.2, 12);
  expect(rateAt(recipe, 99, run)).toBeCloseTo(0.2 * (1 + Math.cos(0.99 * Math.PI)), 12);
  expect(rateAt(recipe, 100, run)).toBeCloseTo(0, 12);
});

test('a factor is applied after each epoch, and constant stays', () => {
  const recipe = { rate: 1, schedule: { everyEpoch: 0.8 } };
  expect([0, 9, 10, 39].map((step) => rateAt(recipe, step, run))).toEqual([
    1,
    1,
    0.8,
    expect.closeTo(0.512, 12),
  ]);
  expect(rateAt({ rate: 0.3, schedule: 'constant' }, 77, run)).toBe(0.3);
});

test('a factor after so many epochs makes steps of that length', () => {
  const recipe = { rate: 1, schedule: { everyEpochs: 2, factor: 0.1 } };
  expect([0, 19, 20, 39, 40].map((step) => rateAt(recipe, step, run))).toEqual(
    [1, 1, 0.1, 0.1, 0.01].map((rate) => expect.closeTo(rate, 12)),
  );
});

test('every schedule warms up', () => {
  for (const schedule of ['cosine', { everyEpoch: 0.8 }, { everyEpochs: 1, factor: 0.1 }] as const) {
    const cold = { rate: 0.4, schedule };
    const plain = rateAt(cold, 4, run);
    expect(rateAt({ ...cold, warmupSteps: 9 }, 4, run)).toBeCloseTo(plain / 2, 12);
    expect(rateAt({ ...cold, warmupSteps: 3 }, 4, run)).toBe(plain);
  }
});

test('a warmup rises evenly to the rate', () => {
  const recipe = { rate: 1, schedule: 'constant', warmupSteps: 3 } as const;
  expect([0, 1, 2, 3, 4].map((step) => rateAt(recipe, step, run))).toEqual([0.25, 0.5, 0.75, 1, 1]);
});
