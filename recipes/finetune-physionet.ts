/**
 * Stage two of the shipped bundle: from the weights of pretrain-simulated on real slices, with simulated ones among
 * them so that what real patients are too few for is kept. With --fold all: five-fold cross-validation by patient;
 * without --fold: all 62 patients, for the bundle.
 *
 *     npx ichor train recipes/finetune-physionet.ts --data FOLDER --init RUN --fold all --name folds
 *     npx ichor train recipes/finetune-physionet.ts --data FOLDER --init RUN --name final
 *
 * Cost and result: LOG.md.
 */
import type { Recipe } from '@ichor/training';
import pretrain from './pretrain-simulated.ts';

export default {
  ...pretrain,
  title:
    'ResNet-18, 128 px, PhysioNet CT-ICH and simulated patients, from a network that knows simulated ones',
  epochs: 2,
  // Gently: at 3e-4 it forgot how subdural blood looks in simulated patients.
  rate: 1e-4,
  warmupSteps: 20,
  data: [
    { source: { kind: 'physionet-ct-ich' }, holdOut: { split: 'five' } },
    {
      source: { kind: 'simulated', seed: 'train', studies: 1260 },
      slicesPerEpoch: 3000,
      // As in the stage before; thresholds are chosen afterwards.
      positiveShare: 0.5,
    },
  ],
  init: 'given',
} satisfies Recipe;
