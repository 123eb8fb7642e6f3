import {
  adam,
  batchNorm,
  classActivationMap,
  conv2d,
  dropout,
  globalAveragePool,
  linear,
  type Model,
  type Objective,
  parameter,
  relu,
  sgd,
} from '@ichor/compiler';
import { Rng } from '@ichor/ct';
import { initialParameters } from '@ichor/models';
import { expect, test } from 'vitest';
import { weightsToRead } from './moving-average.ts';
import { openTrainStep, type TrainStep, type TrainStepOptions } from './train-step.ts';
import { updateRules } from './update-rules.ts';

const BATCH = 4;
const SIZE = 32;

/** Small enough that a step takes a millisecond: one strided convolution, its norm, and a classifier. */
const model: Model = {
  name: 'small',
  channels: 1,
  heads: [{ name: 'logits', outputs: 6 }],
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
    return { heads: { logits }, features: { layer1: features }, classifier: { features, weight, bias } };
  },
};

const objective: Objective = [{ head: 'logits', loss: 'binaryCrossEntropy', weight: [1, 1, 1, 1, 1, 2] }];

function start(options: Partial<TrainStepOptions> = {}): Promise<TrainStep> {
  const rng = Rng.of('start');
  return openTrainStep({
    model,
    parameters: initialParameters(model, () => rng.uniform()),
    batch: BATCH,
    size: SIZE,
    objective,
    optimizer: adam(),
    ...options,
  });
}

const rng = Rng.of('batch');
const images = Float32Array.from({ length: BATCH * SIZE * SIZE }, () => rng.uniform(-1, 1));
const logits = Float32Array.from({ length: BATCH * 6 }, () => (rng.chance(0.3) ? 1 : 0));
const input = { images, truths: { logits } };

test('a term on maps teaches its head where things are, and leaves samples of weight 0 alone', async () => {
  const outputs = 5;
  const places = (SIZE / 2) ** 2;
  const withMap: Model = {
    ...model,
    heads: [...model.heads, { name: 'places', outputs, stride: 2, auxiliary: true }],
    parameters: [
      ...model.parameters,
      { name: 'places.weight', shape: [outputs, 16], role: 'linearWeight', auxiliary: true },
      { name: 'places.bias', shape: [outputs], role: 'linearBias', auxiliary: true },
    ],
    build(images) {
      const built = model.build(images);
      const head = [parameter('places.weight', [outputs, 16]), parameter('places.bias', [outputs])] as const;
      const map = classActivationMap(built.classifier.features, ...head);
      return { ...built, heads: { ...built.heads, places: map } };
    },
  };
  const rng = Rng.of('places');
  const training = await start({
    model: withMap,
    parameters: initialParameters(withMap, () => rng.uniform()),
    objective: [...objective, { head: 'places', loss: 'binaryCrossEntropy', weight: 1, mask: true }],
  });
  // Where the picture is bright there is something.
  const map = Float32Array.from({ length: BATCH * outputs * places }, (_, i) => {
    const [sample, place] = [Math.floor(i / (outputs * places)), i % places];
    const row = 2 * Math.floor(place / (SIZE / 2));
    const column = 2 * (place % (SIZE / 2));
    return (images[(sample * SIZE + row) * SIZE + column] ?? 0) > 0.4 ? 1 : 0;
  });
  const all = new Float32Array(BATCH).fill(1);
  const none = new Float32Array(BATCH);
  const losses: number[] = [];
  const truths = { logits, places: map };
  for (let i = 0; i < 200; i++) {
    const step = await training.step({ images, truths, masks: { places: all } }, 1e-2);
    losses.push(step.losses.places ?? Number.NaN);
  }
  expect(losses.at(-1)).toBeLessThan(0.5 * (losses[0] ?? 0));
  const unknown = await training.step({ images, truths, masks: { places: none } }, 0);
  expect(unknown.losses.places).toBe(0);
  await expect(training.step({ images, truths }, 0)).rejects.toThrow(/mask\/places hold no values/);
  await expect(training.step(input, 0)).rejects.toThrow(/truth\/places hold no values/);
  await training.dispose();
});

test('steps on one batch learn it', async () => {
  const training = await start();
  const losses: number[] = [];
  for (let i = 0; i < 200; i++) losses.push((await training.step(input, 1e-2)).losses.logits ?? Number.NaN);
  await training.dispose();
  expect(losses.at(-1)).toBeLessThan(0.5 * (losses[0] ?? 0));
  expect(training.state.optimizer.step).toBe(200);
});

test('the same start takes the same steps, bit for bit, also when it is resumed from a copy half-way', async () => {
  const whole = await start();
  for (let i = 0; i < 4; i++) await whole.step(input, 1e-3);
  const half = await start();
  for (let i = 0; i < 2; i++) await half.step(input, 1e-3);
  const resumed = await start({ parameters: half.parameters, state: half.state });
  const before = half.parameters.get('fc.weight')?.data.slice();
  for (let i = 0; i < 2; i++) await resumed.step(input, 1e-3);
  expect(half.parameters.get('fc.weight')?.data).toEqual(before); // what was handed over is not touched
  for (const [name, { data }] of whole.parameters)
    expect(resumed.parameters.get(name)?.data, name).toEqual(data);
  for (const training of [whole, half, resumed]) await training.dispose();
});

test('evaluation reads any number of images with the current parameters', async () => {
  const training = await start();
  const fresh = await training.evaluate(images, 'logits');
  expect(fresh.length).toBe(BATCH * 6);
  const seven = new Float32Array(7 * SIZE * SIZE);
  seven.set(images, 3 * SIZE * SIZE);
  expect((await training.evaluate(seven, 'logits')).length).toBe(42);
  const late = (await training.evaluate(seven, 'logits')).slice(18);
  expect(Math.max(...late.map((value, i) => Math.abs(value - (fresh[i] ?? Number.NaN))))).toBeLessThan(1e-4);
  await training.step(input, 1e-2);
  expect(await training.evaluate(images, 'logits')).not.toEqual(fresh);
  await training.dispose();
});

test('arrays of the wrong size, and the state of another optimizer, are refused', async () => {
  const training = await start();
  await expect(training.step({ ...input, images: images.slice(1) }, 1)).rejects.toThrow(
    /images hold 4095 values/,
  );
  await expect(training.step({ images, truths: { logits: logits.slice(1) } }, 1)).rejects.toThrow(
    /truth\/logits hold 23 values/,
  );
  await expect(training.evaluate(images.slice(1), 'logits')).rejects.toThrow(/no whole number of images/);
  await expect(start({ optimizer: sgd({ momentum: 0.9 }), state: training.state })).rejects.toThrow(
    /was not updated by sgd/,
  );
  await training.dispose();
});

/** As many samples of noise with labels. */
function samples(count: number): typeof input {
  const rng = Rng.of('samples');
  return {
    images: Float32Array.from({ length: count * SIZE * SIZE }, () => rng.uniform(-1, 1)),
    truths: { logits: Float32Array.from({ length: count * 6 }, () => (rng.chance(0.3) ? 1 : 0)) },
  };
}

test('gradients of several batches make the update of one large batch, but for the norm, which sees each by itself', async () => {
  // Without norms: their statistics are of a batch.
  const plain: Model = {
    ...model,
    parameters: model.parameters.filter(({ name }) => !name.startsWith('bn')),
    build(images) {
      const features = relu(
        conv2d(images, parameter('conv.weight', [16, 1, 3, 3]), { stride: 2, padding: 1 }),
      );
      const [weight, bias] = [parameter('fc.weight', [6, 16]), parameter('fc.bias', [6])];
      const logits = linear(globalAveragePool(features), weight, bias);
      return { heads: { logits }, features: { layer1: features }, classifier: { features, weight, bias } };
    },
  };
  const given = samples(3 * BATCH);
  const optimizer = sgd();
  const large = await start({ model: plain, optimizer, batch: 3 * BATCH });
  const small = await start({ model: plain, optimizer, accumulate: 3 });
  const [one, other] = [await large.step(given, 0.1), await small.step(given, 0.1)];
  expect(other.losses.logits).toBeCloseTo(one.losses.logits!, 6);
  expect(other.gradientNorm / one.gradientNorm).toBeCloseTo(1, 5);
  expect(other.classLosses.logits!.map((loss) => loss.toFixed(5))).toEqual(
    one.classLosses.logits!.map((loss) => loss.toFixed(5)),
  );
  for (const [name, { data }] of large.parameters)
    for (const [i, value] of data.entries())
      expect(Math.abs(small.parameters.get(name)!.data[i]! - value), name).toBeLessThan(1e-6);
  await expect(small.step(samples(BATCH), 0.1)).rejects.toThrow(/images hold 4096 values instead of 3 x/);
  for (const training of [large, small]) await training.dispose();
});

test('a gradient that is too long is shortened, and its own length is told', async () => {
  const [free, clipped] = [
    await start({ optimizer: sgd() }),
    await start({ optimizer: sgd(), clipNorm: 0.01 }),
  ];
  const before = new Map([...free.parameters].map(([name, { data }]) => [name, data.slice()]));
  const [a, b] = [await free.step(input, 1), await clipped.step(input, 1)];
  expect(a.gradientNorm).toBe(b.gradientNorm);
  expect(a.gradientNorm).toBeGreaterThan(0.01);
  const moved = (training: TrainStep): number =>
    Math.hypot(
      ...['conv.weight', 'bn.weight', 'bn.bias', 'fc.weight', 'fc.bias'].flatMap((name) =>
        [...training.parameters.get(name)!.data].map((value, i) => value - before.get(name)![i]!),
      ),
    );
  expect(moved(free)).toBeCloseTo(a.gradientNorm, 4);
  expect(moved(clipped)).toBeCloseTo(0.01, 5);
  for (const training of [free, clipped]) await training.dispose();
});

test('what is frozen stays as it starts, norms too, and the rest moves at its own rate', async () => {
  const rules = updateRules(model, { frozen: ['conv'], rateFactors: { fc: 2, 'fc.bias': 0.5 } });
  expect(rules.map(({ name, rateFactor }) => [name, rateFactor])).toEqual([
    ['bn.weight', 1],
    ['bn.bias', 1],
    ['fc.weight', 2],
    ['fc.bias', 0.5],
  ]);
  const training = await start({ optimizer: sgd(), rules, frozenNorms: true });
  const alike = await start({
    optimizer: sgd(),
    rules: updateRules(model, { frozen: ['conv'] }),
    frozenNorms: true,
  });
  const before = new Map([...training.parameters].map(([name, { data }]) => [name, data.slice()]));
  for (const one of [training, alike]) await one.step(input, 0.1);
  for (const name of ['conv.weight', 'bn.running_mean', 'bn.running_var'])
    expect(training.parameters.get(name)!.data, name).toEqual(before.get(name));
  const moved = (one: TrainStep, name: string) => one.parameters.get(name)!.data[0]! - before.get(name)![0]!;
  expect(moved(training, 'bn.weight')).not.toBe(0);
  expect(moved(training, 'fc.weight') / moved(alike, 'fc.weight')).toBeCloseTo(2, 1);
  expect(moved(training, 'fc.bias') / moved(alike, 'fc.bias')).toBeCloseTo(0.5, 1);
  for (const one of [training, alike]) await one.dispose();
});

test('the moving average reads, and is what a checkpoint gives', async () => {
  const [plain, averaged] = [await start(), await start({ movingAverage: 0.9 })];
  for (const training of [plain, averaged]) for (let i = 0; i < 3; i++) await training.step(input, 0.1);
  expect(averaged.parameters).toEqual(plain.parameters);
  expect(await averaged.evaluate(images, 'logits')).not.toEqual(await plain.evaluate(images, 'logits'));
  const weights = weightsToRead(averaged.parameters, averaged.state.average);
  const reading = await start({ parameters: weights });
  expect(await averaged.evaluate(images, 'logits')).toEqual(await reading.evaluate(images, 'logits'));
  const resumed = await start({ parameters: averaged.parameters, state: averaged.state, movingAverage: 0.9 });
  for (const training of [averaged, resumed]) await training.step(input, 0.1);
  expect(resumed.state.average).toEqual(averaged.state.average);
  for (const training of [plain, averaged, reading, resumed]) await training.dispose();
});

test('where a gradient is no number nothing is updated, and its parameter is told', async () => {
  const training = await start();
  const before = training.parameters.get('fc.weight')!.data.slice();
  const odd = images.slice();
  odd[7] = Number.NaN;
  const { oddGradient, losses } = await training.step({ images: odd, truths: { logits } }, 0.1);
  expect(losses.logits).toBeNaN();
  expect(oddGradient).toBe('conv.weight');
  expect(training.parameters.get('fc.weight')!.data).toEqual(before);
  expect(training.state.optimizer.step).toBe(0);
  await training.dispose();
});

test('what is left out at random is the same for the same seed and step, and not for another', async () => {
  const withDropout: Model = {
    ...model,
    build(images) {
      const built = model.build(images);
      const { features, weight, bias } = built.classifier;
      const seen = dropout(globalAveragePool(features), { name: 'drop', rate: 0.5 });
      return { ...built, heads: { logits: linear(seen, weight, bias) } };
    },
  };
  const losses = async (seed: number): Promise<number[]> => {
    const training = await start({ model: withDropout, seed });
    const found: number[] = [];
    for (let i = 0; i < 3; i++) found.push((await training.step(input, 0)).losses.logits!);
    await training.dispose();
    return found;
  };
  const [a, again, b] = [await losses(1), await losses(1), await losses(2)];
  expect(a).toEqual(again);
  expect(a).not.toEqual(b);
  expect(new Set(a).size).toBe(3);
});

test('parameters of another model are refused by name', async () => {
  const parameters = new Map([['conv.weight', { shape: [16, 1, 3, 3], data: new Float32Array(144) }]]);
  await expect(start({ parameters })).rejects.toThrow(/weights for small: are of another model: bn.weight/);
});
