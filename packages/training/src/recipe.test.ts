import { isIchorError } from '@ichor/ct';
import { expect, test } from 'vitest';
import { checkRecipe, METRIC_CLASS_WEIGHTS, type Recipe } from './recipe.ts';
import { tinyRecipe } from './testing.ts';

const sound: Recipe = { ...tinyRecipe, architecture: 'resnet18' };

test('a sound recipe passes', () => {
  expect(() => checkRecipe(sound)).not.toThrow();
  expect(() => checkRecipe({ ...sound, schedule: { everyEpoch: 0.8 } })).not.toThrow();
});

test.each([
  ['architecture', { architecture: 'resnet19' }],
  ['size', { size: 100 }],
  ['batch', { batch: 0 }],
  ['epochs', { epochs: 2.5 }],
  ['rate', { rate: Number.NaN }],
  ['weightDecay', { weightDecay: -1 }],
  ['seed', { seed: 0.1 }],
  ['classWeights', { classWeights: [1, 1, 1] }],
  ['schedule', { schedule: 'linear' as never }],
  ['data', { data: [] }],
])('a recipe whose %s cannot be meant is refused by that name', (field, change) => {
  let error: unknown;
  try {
    checkRecipe({ ...sound, ...change });
  } catch (caught) {
    error = caught;
  }
  expect(isIchorError(error) && [error.code, error.subject]).toEqual(['recipe-invalid', `recipe, ${field}`]);
});

test('the class weights are those of the metric with a mean of one', () => {
  expect(METRIC_CLASS_WEIGHTS.map((weight) => (weight * 7) / 6)).toEqual(
    [1, 1, 1, 1, 1, 2].map((w) => expect.closeTo(w, 12)),
  );
});
