/**
 * The report's EfficientNet-B4, number for number: three windows of one slice as channels, 256 px, batch 16, six epochs of
 * Adam at 1e-4, dropout 0.2; flips, noise, blur, contrast and crops, whose sizes the report does not tell. What differs: patients are
 * held out (one in ten, stratified by type), not slices; the loss is the metric; weights start at random where none are given.
 * It needs the whole range of Hounsfield units, so simulated patients or DICOM; PhysioNet CT-ICH keeps -20 to 100 HU alone.
 *
 *     npx ichor train recipes/efficientnet-b4-report.ts [--init WEIGHTS]
 *
 * Cost and result: docs/results.md. Not trained to its end yet.
 */
import { METRIC_CLASS_WEIGHTS, type Recipe } from '@ichor/training';

export default {
  title: 'EfficientNet-B4 of the report: 256 px, brain, subdural and soft-tissue windows, simulated patients',
  architecture: 'efficientnet_b4',
  size: 256,
  channels: {
    kind: 'windows',
    windows: [
      { center: 40, width: 80 },
      { center: 80, width: 200 },
      { center: 40, width: 380 },
    ],
  },
  batch: 16,
  epochs: 6,
  rate: 1e-4,
  schedule: 'constant',
  weightDecay: 0,
  dropout: 0.2,
  seed: 0,
  objective: [{ head: 'logits', loss: 'binaryCrossEntropy', weight: METRIC_CLASS_WEIGHTS }],
  augmentation: {
    flip: true,
    rotateDegrees: 0,
    scale: 0,
    shift: 0,
    noise: 0.02,
    blur: 1,
    contrast: 0.2,
    crop: 0.15,
  },
  data: [
    {
      source: { kind: 'simulated', seed: 'train', studies: 1260 },
      holdOut: { share: 0.1, seed: 0, stratified: true },
    },
  ],
  init: 'givenOrRandom',
} satisfies Recipe;
