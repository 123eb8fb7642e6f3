/**
 * The report's ResNet-50: three windows of one slice as channels, batch 32, five epochs of Adam at 5e-4, which is multiplied by 0.8
 * after each. What differs: patients are split, not slices; the loss is the metric; the start is random. It needs the
 * whole range of Hounsfield units, so simulated patients or DICOM; PhysioNet CT-ICH keeps -20 to 100 HU alone.
 *
 *     npx ichor train recipes/resnet50-windows.ts --name windows
 *
 * Cost and result: not trained to its end yet.
 */
import { METRIC_CLASS_WEIGHTS, type Recipe } from '@ichor/training';

export default {
  title: 'ResNet-50, 224 px, brain, subdural and soft-tissue windows, simulated patients from a random start',
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
  seed: 0,
  objective: [{ head: 'logits', loss: 'binaryCrossEntropy', weight: METRIC_CLASS_WEIGHTS }],
  data: [{ source: { kind: 'simulated', seed: 'train', studies: 1260 }, holdOut: { lastStudies: 60 } }],
  init: 'random',
} satisfies Recipe;
