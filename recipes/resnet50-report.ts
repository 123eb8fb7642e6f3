/**
 * The report's ResNet-50, number for number: three windows of one slice as channels, 224 px, batch 32, five epochs of Adam
 * at 5e-4, which is multiplied by 0.8 after each; the predictions after the epochs are averaged with the weights 0, 1, 2, 4, 6. What
 * differs: patients are held out (one in ten), not slices; the loss is the metric; weights start at random where none are
 * given. It needs the whole range of Hounsfield units, so simulated patients or DICOM; PhysioNet CT-ICH keeps -20 to 100 HU alone.
 *
 *     npx ichor train recipes/resnet50-report.ts [--init WEIGHTS]
 *
 * Cost and result: docs/results.md. Not trained to its end yet.
 */
import { METRIC_CLASS_WEIGHTS, type Recipe } from '@ichor/training';

export default {
  title: 'ResNet-50 of the report: 224 px, brain, subdural and soft-tissue windows, simulated patients',
  architecture: 'resnet50',
  size: 224,
  channels: {
    kind: 'windows',
    windows: [
      { center: 40, width: 80 },
      { center: 80, width: 200 },
      { center: 40, width: 380 },
    ],
  },
  batch: 32,
  epochs: 5,
  rate: 5e-4,
  schedule: { everyEpoch: 0.8 },
  weightDecay: 0,
  epochWeights: [0, 1, 2, 4, 6],
  seed: 0,
  objective: [{ head: 'logits', loss: 'binaryCrossEntropy', weight: METRIC_CLASS_WEIGHTS }],
  data: [{ source: { kind: 'simulated', seed: 'train', studies: 1260 }, holdOut: { share: 0.1, seed: 0 } }],
  init: 'givenOrRandom',
} satisfies Recipe;
