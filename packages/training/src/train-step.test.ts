import {
  adam,
  batchNorm,
  classActivationMap,
  conv2d,
  globalAveragePool,
  linear,
  type Model,
  parameter,
  relu,
  sgd,
} from '@ichor/compiler';
import { Rng } from '@ichor/ct';
import { initialParameters } from '@ichor/models';
import { expect, test } from 'vitest';
import { openTrainStep, type TrainStep, type TrainStepOptions } from './train-step.ts';

const BATCH = 4;
const SIZE = 32;

/** Small enough that a step takes a millisecond: one strided convolution, its norm, and a classifier. */
const model: Model = {
  name: 'small',
  classes: 6,
  channels: 1,
  parameters: [
    { name: 'conv.weight', shape: [16, 1, 3, 3], role: 'convWeight' },
    { name: 'bn.weight', shape: [16], role: 'normWeight' },
    { name: 'bn.bias', shape: [16], role: 'normBias' },
    { name: 'bn.running_mean', shape: [16], role: 'runningMean' },
    { name: 'bn.running_var', shape: [16], role: 'runningVariance' },
    { name: 'fc.weight', shape: [6, 16], role: 'linearWeight' },
    { name: 'fc.bias', shape: [6], role: 'linearBias' },
  ],
  build(images) {
    const x = conv2d(images, parameter('conv.weight', [16, 1, 3, 3]), { stride: 2, padding: 1 });
    const normalized = batchNorm(x, 'bn', {
      weight: parameter('bn.weight', [16]),
      bias: parameter('bn.bias', [16]),
      runningMean: parameter('bn.running_mean', [16]),
      runningVariance: parameter('bn.running_var', [16]),
    });
    const features = relu(normalized);
    const weight = parameter('fc.weight', [6, 16]);
    const bias = parameter('fc.bias', [6]);
    const logits = linear(globalAveragePool(features), weight, bias);
    return { logits, features: { layer1: features }, classifier: { features, weight, bias } };
  },
};

function start(options: Partial<TrainStepOptions> = {}): Promise<TrainStep> {
  const rng = Rng.of('start');
  return openTrainStep({
    model,
    parameters: initialParameters(model, () => rng.uniform()),
    batch: BATCH,
    size: SIZE,
    classWeights: [1, 1, 1, 1, 1, 2],
    optimizer: adam(),
    ...options,
  });
}

const rng = Rng.of('batch');
const images = Float32Array.from({ length: BATCH * SIZE * SIZE }, () => rng.uniform(-1, 1));
const labels = Float32Array.from({ length: BATCH * 6 }, () => (rng.chance(0.3) ? 1 : 0));

test('a region loss teaches its head where things are, and leaves samples of weight 0 alone', async () => {
  const types = 5;
  const places = (SIZE / 2) ** 2;
  const withRegions: Model = {
    ...model,
    parameters: [
      ...model.parameters,
      { name: 'regions.weight', shape: [types, 16], role: 'linearWeight', auxiliary: true },
      { name: 'regions.bias', shape: [types], role: 'linearBias', auxiliary: true },
    ],
    build(images) {
      const outputs = model.build(images);
      const head = [parameter('regions.weight', [types, 16]), parameter('regions.bias', [types])] as const;
      return { ...outputs, regions: classActivationMap(outputs.classifier.features, ...head) };
    },
  };
  const rng = Rng.of('regions');
  const training = await start({
    model: withRegions,
    parameters: initialParameters(withRegions, () => rng.uniform()),
    regionLossWeight: 1,
  });
  // Where the picture is bright there is something.
  const regions = Float32Array.from({ length: BATCH * types * places }, (_, i) => {
    const [sample, place] = [Math.floor(i / (types * places)), i % places];
    const row = 2 * Math.floor(place / (SIZE / 2));
    const column = 2 * (place % (SIZE / 2));
    return (images[(sample * SIZE + row) * SIZE + column] ?? 0) > 0.4 ? 1 : 0;
  });
  const all = new Float32Array(BATCH).fill(1);
  const none = new Float32Array(BATCH);
  const losses: number[] = [];
  for (let i = 0; i < 200; i++) {
    const { regionLoss = Number.NaN } = await training.step(
      { images, labels, regions, regionWeights: all },
      1e-2,
    );
    losses.push(regionLoss);
  }
  expect(losses.at(-1)).toBeLessThan(0.5 * (losses[0] ?? 0));
  expect((await training.step({ images, labels, regions, regionWeights: none }, 0)).regionLoss).toBe(0);
  await expect(training.step({ images, labels }, 0)).rejects.toThrow(/regions hold no values/);
  await training.dispose();
});

test('steps on one batch learn it', async () => {
  const training = await start();
  const losses: number[] = [];
  for (let i = 0; i < 200; i++) losses.push((await training.step({ images, labels }, 1e-2)).loss);
  await training.dispose();
  expect(losses.at(-1)).toBeLessThan(0.5 * (losses[0] ?? 0));
  expect(training.state.step).toBe(200);
});

test('the same start takes the same steps, bit for bit, also when it is resumed from a copy half-way', async () => {
  const whole = await start();
  for (let i = 0; i < 4; i++) await whole.step({ images, labels }, 1e-3);
  const half = await start();
  for (let i = 0; i < 2; i++) await half.step({ images, labels }, 1e-3);
  const resumed = await start({ parameters: half.parameters, state: half.state });
  const before = half.parameters.get('fc.weight')?.data.slice();
  for (let i = 0; i < 2; i++) await resumed.step({ images, labels }, 1e-3);
  expect(half.parameters.get('fc.weight')?.data).toEqual(before); // what was handed over is not touched
  for (const [name, { data }] of whole.parameters)
    expect(resumed.parameters.get(name)?.data, name).toEqual(data);
  for (const training of [whole, half, resumed]) await training.dispose();
});

test('evaluation reads any number of images with the current parameters', async () => {
  const training = await start();
  const fresh = await training.evaluate(images);
  expect(fresh.length).toBe(BATCH * 6);
  const seven = new Float32Array(7 * SIZE * SIZE);
  seven.set(images, 3 * SIZE * SIZE);
  expect((await training.evaluate(seven)).length).toBe(42);
  const late = (await training.evaluate(seven)).slice(18);
  expect(Math.max(...late.map((value, i) => Math.abs(value - (fresh[i] ?? Number.NaN))))).toBeLessThan(1e-4);
  await training.step({ images, labels }, 1e-2);
  expect(await training.evaluate(images)).not.toEqual(fresh);
  await training.dispose();
});

test('arrays of the wrong size, and the state of another optimizer, are refused', async () => {
  const training = await start();
  await expect(training.step({ images: images.slice(1), labels }, 1)).rejects.toThrow(
    /images hold 4095 values/,
  );
  await expect(training.step({ images, labels: labels.slice(1) }, 1)).rejects.toThrow(
    /labels hold 23 values/,
  );
  await expect(training.evaluate(images.slice(1))).rejects.toThrow(/no whole number of images/);
  await expect(start({ optimizer: sgd({ momentum: 0.9 }), state: training.state })).rejects.toThrow(
    /not that of sgd/,
  );
  await training.dispose();
});
