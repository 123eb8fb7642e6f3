import { WINDOWS } from '@ichor/ct';
import { isIchorError } from '@ichor/notices';
import { expect, test } from 'vitest';
import { checkRecipe } from './check-recipe.ts';
import { METRIC_CLASS_WEIGHTS, type Recipe, withInit } from './recipe.ts';
import { tinyRecipe } from './testing/tiny-recipe.ts';

const CLASSES = tinyRecipe.objective[0]!;
const REGIONS = { head: 'regions', loss: 'binaryCrossEntropy', weight: 10, mask: true };
const sound: Recipe = { ...tinyRecipe, architecture: 'resnet18' };

test('a sound recipe passes', () => {
  expect(() => checkRecipe(sound)).not.toThrow();
  expect(() => checkRecipe({ ...sound, schedule: { everyEpoch: 0.8 } })).not.toThrow();
  const optimizer = { kind: 'sgd', momentum: 0.9, nesterov: true } as const;
  const layers = { frozen: ['conv1.'], frozenNorms: true, rateFactors: { 'fc.': 10 }, dropout: 0.2 };
  const updates = { decay: 'kernels', clipNorm: 1, accumulate: 4, movingAverage: 0.999 } as const;
  const schedule = { everyEpochs: 2, factor: 0.1 };
  expect(() =>
    checkRecipe({ ...sound, optimizer, ...layers, ...updates, schedule, epochWeights: [0, 1, 2] }),
  ).not.toThrow();
  const windows = [WINDOWS.brain, WINDOWS.subdural, WINDOWS.bone] as const;
  expect(() => checkRecipe({ ...sound, channels: { kind: 'windows', windows } })).not.toThrow();
});

test.each([
  ['architecture', { architecture: 'resnet19' }],
  ['size', { size: 100 }],
  ['batch', { batch: 0 }],
  ['epochs', { epochs: 2.5 }],
  ['rate', { rate: Number.NaN }],
  ['weightDecay', { weightDecay: -1 }],
  ['seed', { seed: 0.1 }],
  ['init', { init: 'imagenet' }],
  ['augmentation, crop', { augmentation: { ...tinyRecipe.augmentation, crop: 1 } }],
  ['augmentation, blur', { augmentation: { ...tinyRecipe.augmentation, blur: -1 } }],
  ['data, holdOut, share', { data: [{ source: { kind: 'simulated' }, holdOut: { share: 0.6, seed: 0 } }] }],
  ['objective', { objective: [] }],
  ['objective', { objective: [CLASSES, CLASSES] }],
  ['objective, head', { objective: [CLASSES, { ...REGIONS, head: 'magic' }] }],
  ['objective, weight of logits', { objective: [{ ...CLASSES, weight: [1, 1, 1] }] }],
  ['objective, weight of regions', { objective: [CLASSES, { ...REGIONS, weight: 0 }] }],
  ['objective, mask of regions', { objective: [CLASSES, { ...REGIONS, mask: false }] }],
  ['objective, mask of logits', { objective: [{ ...CLASSES, mask: true }] }],
  ['channels', { channels: { kind: 'neighbours', distanceMm: 5, huRange: [100, -20] } }],
  ['channels', { channels: { kind: 'windows', windows: [WINDOWS.brain, WINDOWS.bone] } }],
  ['schedule', { schedule: 'linear' as never }],
  ['schedule', { schedule: { everyEpochs: 0, factor: 0.1 } }],
  ['warmupSteps', { warmupSteps: -1 }],
  ['optimizer', { optimizer: 'lion' as never }],
  ['optimizer', { optimizer: { kind: 'sgd', momentum: 0, nesterov: true } }],
  ['decay', { decay: 'biases' as never }],
  ['clipNorm', { clipNorm: 0 }],
  ['accumulate', { accumulate: 1.5 }],
  ['movingAverage', { movingAverage: 1 }],
  ['epochWeights', { epochWeights: [1, 2] }],
  ['epochWeights', { epochWeights: [0, 0, 0] }],
  ['frozen', { frozen: [''] }],
  ['rateFactors', { rateFactors: { 'fc.': 0 } }],
  ['dropout', { dropout: 1 }],
  ['stochasticDepth', { stochasticDepth: -0.1 }],
  ['frozen, rateFactors', { frozen: ['layer9'] }],
  ['data', { data: [] }],
])('a recipe whose %s cannot be meant is refused by that name', (field, change) => {
  let error: unknown;
  try {
    checkRecipe({ ...sound, ...change } as Recipe);
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

test('where weights may be given or not, the recipe of the run says which it was', () => {
  const either: Recipe = { ...sound, init: 'givenOrRandom' };
  expect(() => checkRecipe(either)).not.toThrow();
  expect(withInit(either, undefined)).toEqual({ ...sound, init: 'random' });
  expect(withInit(either, 'imagenet.pth')).toEqual({ ...sound, init: 'given' });
  for (const init of ['random', 'given'] as const)
    expect(withInit({ ...sound, init }, undefined)).toEqual({ ...sound, init });
});
