import { CLASSIFIER_HEAD } from '../heads.ts';
import type { Recipe } from '../recipe.ts';

/** For tests: twelve steps in three epochs. */
export const tinyRecipe: Recipe = {
  title: 'tiny',
  architecture: 'tiny',
  size: 32,
  batch: 8,
  epochs: 3,
  rate: 0.05,
  schedule: 'cosine',
  weightDecay: 1e-4,
  seed: 3,
  objective: [{ head: CLASSIFIER_HEAD, loss: 'binaryCrossEntropy', weight: [1, 1, 1, 1, 1, 2] }],
  augmentation: { flip: true, rotateDegrees: 10, scale: 0.1, shift: 0.05 },
  data: [{ source: { kind: 'simulated', seed: 1, studies: 6 } }],
  init: 'random',
};
