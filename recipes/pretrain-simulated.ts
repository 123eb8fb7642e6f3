/**
 * Stage one of the shipped bundle: ResNet-18 on simulated patients alone, from a random start.
 *
 *     npx ichor train recipes/pretrain-simulated.ts --name pretrain
 *
 * Cost and result: LOG.md.
 */
import { METRIC_CLASS_WEIGHTS, type Recipe } from '@ichor/training';

export default {
  title: 'ResNet-18, 128 px, simulated patients from a random start',
  architecture: 'resnet18',
  size: 128,
  batch: 32,
  epochs: 11,
  rate: 1e-3,
  schedule: 'cosine',
  warmupSteps: 100,
  weightDecay: 1e-5,
  seed: 1,
  objective: [
    { head: 'logits', loss: 'binaryCrossEntropy', weight: METRIC_CLASS_WEIGHTS },
    { head: 'regions', loss: 'binaryCrossEntropy', weight: 10, mask: true },
  ],
  // Gain, offset and noise are in units of the 120 HU that the network sees: scanners and JPG differ in them.
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
    {
      source: { kind: 'simulated', seed: 'train', studies: 1260 },
      slicesPerEpoch: 16_000,
      positiveShare: 0.5,
      holdOut: { lastStudies: 60 },
    },
  ],
  init: 'random',
} satisfies Recipe;
