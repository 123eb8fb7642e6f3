/**
 * The engine against PyTorch: ResNet-18 from a random start on PhysioNet CT-ICH alone, with the settings of a PyTorch
 * script that uses torchvision's network, on the same folds.
 *
 *     npx ichor train recipes/parity-resnet18-128.ts --data FOLDER --fold all --name parity
 *
 * Cost and result: LOG.md.
 */
import { METRIC_CLASS_WEIGHTS, type Recipe } from '@ichor/training';

export default {
  title: 'ResNet-18, 128 px, PhysioNet CT-ICH alone from a random start',
  architecture: 'resnet18',
  size: 128,
  batch: 32,
  epochs: 8,
  rate: 5e-4,
  schedule: 'cosine',
  weightDecay: 0,
  seed: 0,
  objective: [{ head: 'logits', loss: 'binaryCrossEntropy', weight: METRIC_CLASS_WEIGHTS }],
  augmentation: { flip: true, rotateDegrees: 20, scale: 0.15, shift: 0.1 },
  data: [{ source: { kind: 'physionet-ct-ich' }, holdOut: { split: 'five' } }],
  init: 'random',
} satisfies Recipe;
