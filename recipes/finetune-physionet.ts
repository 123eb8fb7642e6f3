/**
 * Stage three of the shipped bundle: from the weights of pretrain-simulated-2 on real slices, with simulated ones among
 * them so that what real patients are too few for is kept. With --fold all: five-fold cross-validation by patient;
 * without --fold: all 62 patients, for the bundle.
 *
 *     npx ichor train recipes/finetune-physionet.ts --data FOLDER --init RUN --fold all --name folds
 *     npx ichor train recipes/finetune-physionet.ts --data FOLDER --init RUN --name final
 *
 * Cost and result: LOG.md.
 */
import { METRIC_CLASS_WEIGHTS, type Recipe } from '@ichor/training';

export default {
  title:
    'ResNet-18, 128 px, PhysioNet CT-ICH and simulated patients, from a network that knows simulated ones',
  architecture: 'resnet18',
  size: 128,
  batch: 32,
  epochs: 2,
  // Gently: at 3e-4 it forgot how subdural blood looks in simulated patients.
  rate: 1e-4,
  schedule: 'cosine',
  warmupSteps: 20,
  weightDecay: 1e-5,
  seed: 1,
  classWeights: METRIC_CLASS_WEIGHTS,
  regionLossWeight: 10,
  augmentation: {
    flip: true,
    rotateDegrees: 20,
    scale: 0.15,
    shift: 0.1,
    gain: 0.1,
    offset: 0.04,
    noise: 0.02,
  },
  data: [
    { source: { kind: 'physionet-ct-ich' }, holdOut: { folds: 'physionet-five' } },
    {
      source: { kind: 'simulated', seed: 'train', studies: 1260 },
      slicesPerEpoch: 2000,
      // As in the stages before; thresholds are chosen afterwards.
      positiveShare: 0.5,
    },
  ],
  init: 'given',
} satisfies Recipe;
