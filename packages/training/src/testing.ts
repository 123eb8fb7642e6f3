import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  batchNorm,
  conv2d,
  globalAveragePool,
  linear,
  type Model,
  type Node,
  type ParameterSpecification,
  parameter,
  relu,
} from '@ichor/compiler';
import { inputSpecification, Rng } from '@ichor/ct';
import type { Prepared } from '@ichor/dataset';
import type { Recipe } from './recipe.ts';

/** For this room's tests: one convolution, normalized, and a classifier of six. */
export const tinyModel: Model = (() => {
  const channels = 8;
  const parameters: ParameterSpecification[] = [
    { name: 'conv1.weight', shape: [channels, 3, 5, 5], role: 'convWeight' },
    { name: 'bn1.weight', shape: [channels], role: 'normWeight' },
    { name: 'bn1.bias', shape: [channels], role: 'normBias' },
    { name: 'bn1.running_mean', shape: [channels], role: 'runningMean' },
    { name: 'bn1.running_var', shape: [channels], role: 'runningVariance' },
    { name: 'fc.weight', shape: [6, channels], role: 'linearWeight' },
    { name: 'fc.bias', shape: [6], role: 'linearBias' },
  ];
  const take = (name: string) => parameter(name, parameters.find((p) => p.name === name)!.shape);
  return {
    name: 'tiny',
    classes: 6,
    channels: 3,
    parameters,
    build: (images: Node) => {
      const features = relu(
        batchNorm(conv2d(images, take('conv1.weight'), { stride: 2, dilation: 1, padding: 2 }), 'bn1', {
          weight: take('bn1.weight'),
          bias: take('bn1.bias'),
          runningMean: take('bn1.running_mean'),
          runningVariance: take('bn1.running_var'),
        }),
      );
      const [weight, bias] = [take('fc.weight'), take('fc.bias')];
      const logits = linear(globalAveragePool(features), weight, bias);
      return { logits, features: { conv1: features }, classifier: { features, weight, bias } };
    },
  };
})();

/** For tests: patients of ten 32 px slices of noise; in every third patient slices are bright, and so positive. */
export function noisyPrepared(patients: number): Prepared {
  const size = 32;
  const count = patients * 10;
  const rng = Rng.of(5, 'noisy');
  const planes = new Uint8Array(new SharedArrayBuffer(count * size * size));
  const labels = new Uint8Array(count * 6);
  const shares = new Float64Array(count * 3);
  for (let row = 0; row < count; row++) {
    const positive = Math.floor(row / 10) % 3 === 0 && row % 10 > 3;
    for (let i = 0; i < size * size; i++) planes[row * size * size + i] = rng.integer(positive ? 250 : 130);
    if (positive) labels.set([0, 1, 0, 0, 0, 1], row * 6);
    for (let band = 0; band < 3; band++) shares[row * 3 + band] = rng.uniform();
  }
  const each = <T>(of: (row: number) => T): T[] => Array.from({ length: count }, (_, row) => of(row));
  return {
    folder: '',
    name: 'noisy',
    fingerprint: 'of-noise',
    specification: inputSpecification(size),
    planes,
    triples: Int32Array.from(each((row) => [row, row, row]).flat()),
    labels,
    patients: each((row) => `patient-${Math.floor(row / 10)}`),
    slices: each((row) => String(row % 10)),
    studies: Int32Array.from(each((row) => Math.floor(row / 10))),
    relative: Float64Array.from(each((row) => (row % 10) / 9)),
    shares,
    notices: [],
  };
}

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
  classWeights: [1, 1, 1, 1, 1, 2],
  augmentation: { flip: true, rotateDegrees: 10, scale: 0.1, shift: 0.05 },
  data: [{ source: { kind: 'simulated', seed: 1, studies: 6 } }],
  init: 'random',
};

/** A grey disk of 32 px, made with sharp at quality 50. */
const HEAD_JPEG = Buffer.from(
  '/9j/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19iZ2hnPk1xeXBkeFxlZ2P/2wBDARESEhgVGC8aGi9jQjhCY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2P/wAARCAAgACADASIAAhEBAxEB/8QAGQABAAMBAQAAAAAAAAAAAAAABgAEBQMH/8QAJxAAAgEEAQIFBQAAAAAAAAAAAQIDAAQFETESwQZRYZGhEyEyQXH/xAAUAQEAAAAAAAAAAAAAAAAAAAAA/8QAFBEBAAAAAAAAAAAAAAAAAAAAAP/aAAwDAQACEQMRAD8A8/qzb4+7uk64YWZfMkAH+b5qY23W6v4YX/Fjs+oA3r4pkqhVCqAFA0AOBQD5sZewRmSSBgo5IIbXtVSnlE83bJa35EQAR1DhQPsv67UHLFTJBkoZJDpQSCfLY13pjQOtC1zN3axCMFJEA0ocb6fagWUW8QTJLkSEO/poEJ9dk96k2dvJYygKR75KA7+TWZQf/9k=',
  'base64',
);

/** For tests: a folder like PhysioNet's with three slices of each patient, the last of which shows blood in every other patient. */
export async function writeFewPatients(folder: string, patients: readonly number[]): Promise<void> {
  const lines = [
    'PatientNumber,SliceNumber,Intraventricular,Intraparenchymal,Subarachnoid,Epidural,Subdural,No_Hemorrhage,Fracture_Yes_No',
  ];
  for (const [i, patient] of patients.entries()) {
    const home = join(folder, 'Patients_CT', String(patient).padStart(3, '0'), 'brain');
    await mkdir(home, { recursive: true });
    for (const slice of [1, 2, 3]) {
      await writeFile(join(home, `${slice}.jpg`), HEAD_JPEG);
      lines.push(`${patient},${slice},${slice === 3 && i % 2 === 0 ? '0,0,0,0,1,0,0' : '0,0,0,0,0,1,0'}`);
    }
  }
  await writeFile(join(folder, 'hemorrhage_diagnosis.csv'), `${lines.join('\n')}\n`);
}
