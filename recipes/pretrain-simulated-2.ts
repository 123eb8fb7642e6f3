/**
 * Stage two of the shipped bundle: the same simulated patients again, from the weights of pretrain-simulated, at half the
 * rate. It has to tell epidural from subdural blood better.
 *
 *     npx ichor train recipes/pretrain-simulated-2.ts --init RUN --name pretrain-2
 *
 * Cost and result: LOG.md.
 */
import type { Recipe } from '@ichor/training';
import pretrain from './pretrain-simulated.ts';

export default {
  ...pretrain,
  title: 'ResNet-18, 128 px, simulated patients once more',
  epochs: 4,
  rate: 5e-4,
  warmupSteps: 50,
  seed: 2,
  init: 'given',
} satisfies Recipe;
