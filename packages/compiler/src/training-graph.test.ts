import { Rng } from '@ichor/ct';
import { openSession } from '@ichor/runtime';
import { expect, test } from 'vitest';
import { inferenceGraph } from './inference-graph.ts';
import type { Objective } from './objective.ts';
import { elementCount, type Tensor } from './tensor.ts';
import { smallModel } from './testing/small-model.ts';
import { type TrainingGraph, trainingGraph } from './training-graph.ts';

const BATCH = 4;
const SIZE = 6;
const model = smallModel();
const BOTH: Objective = [
  { head: 'classes', loss: 'binaryCrossEntropy', weight: [2, 1, 1], mask: true },
  { head: 'mask', loss: 'binaryCrossEntropy', weight: 0.5, mask: true },
  { head: 'mask', loss: 'softDice', weight: [1, 3], mask: true },
];

type Feeds = Record<string, Tensor>;

/** Numbers for all that a graph is fed, the same for every input of the same name. */
const feedsOf = ({ inputs }: TrainingGraph): Feeds =>
  Object.fromEntries(
    inputs.map(({ name, shape }) => {
      const rng = Rng.of('training graph', name);
      const positive = /^(truth|noise)|running_var/.test(name);
      const draw = () => rng.uniform(positive ? 0 : -1, 1);
      const masks = Float32Array.from([1, 0, 0.5, 1]);
      const data = name.startsWith('mask/')
        ? masks
        : Float32Array.from({ length: elementCount(shape) }, draw);
      return [name, { shape, data }];
    }),
  );

async function run(graph: TrainingGraph, feeds: Feeds): Promise<Record<string, Float32Array>> {
  const session = await openSession(graph.onnx, { threads: 1 });
  const results = await session.run(feeds);
  await session.dispose();
  return Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, data]));
}

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));

/** What the model says of the fed images in training, heads by name, with no term in the way: from its inference graph. */
async function frozenValues(feeds: Feeds): Promise<Record<string, Tensor>> {
  const parameters = new Map(model.parameters.map(({ name }) => [name, feeds[name] as Tensor]));
  const session = await openSession(inferenceGraph(model, parameters, { batch: BATCH, size: SIZE }));
  const results = await session.run({ images: feeds.images as Tensor });
  await session.dispose();
  return results;
}

test('a head may have one term of each kind, which share its truth and mask; each loss is what its definition gives', async () => {
  const options = { batch: BATCH, size: SIZE, objective: BOTH, frozenNorms: () => true };
  const graph = trainingGraph(model, options);
  const given = graph.inputs.filter(({ name }) => /^(truth|mask)\//.test(name)).map(({ name }) => name);
  expect(given.sort()).toEqual(['mask/classes', 'mask/mask', 'truth/classes', 'truth/mask']);
  const feeds = feedsOf(graph);
  const found = await run(graph, feeds);
  const { classes, mask } = await frozenValues(feeds);
  const weights = [1, 0, 0.5, 1];

  const bce = (z: number, y: number) => Math.log(1 + Math.exp(z)) - z * y;
  const truth = feeds['truth/classes']!.data;
  const losses = Array.from(classes!.data, (z, i) => bce(z, truth[i]!));
  const weighted = losses.map((loss, i) => loss * [2, 1, 1][i % 3]! * weights[Math.floor(i / 3)]!);
  expect(found['loss/classes']?.[0]).toBeCloseTo(weighted.reduce((a, b) => a + b) / 12, 5);
  // By class: samples whose mask is 0 don't count, the others all alike.
  const known = [0, 2, 3];
  const byClass = [0, 1, 2].map((c) => known.reduce((sum, n) => sum + losses[n * 3 + c]!, 0) / 3);
  byClass.forEach((loss, c) => {
    expect(found['classLoss/classes']?.[c]).toBeCloseTo(loss, 5);
  });
  expect(Object.keys(found)).not.toContain('classLoss/mask');

  const drawn = feeds['truth/mask']!.data;
  let cross = 0;
  let dice = 0;
  for (let map = 0; map < 2 * BATCH; map++) {
    const [n, c] = [Math.floor(map / 2), map % 2];
    let [common, areas] = [0, 0];
    for (let i = map * 9; i < (map + 1) * 9; i++) {
      const [z, y] = [mask!.data[i]!, drawn[i]!];
      cross += 0.5 * weights[n]! * bce(z, y);
      common += sigmoid(z) * y;
      areas += sigmoid(z) + y;
    }
    dice += [1, 3][c]! * weights[n]! * (1 - (2 * common + 1) / (areas + 1));
  }
  expect(found['loss/mask']?.[0]).toBeCloseTo(cross / 72, 5);
  expect(found['loss/mask/softDice']?.[0]).toBeCloseTo(dice / 8, 5);
});

test('where no sample of a batch is known, a term and its class losses are 0, and nothing moves', async () => {
  const objective: Objective = [BOTH[0]!];
  const graph = trainingGraph(model, { batch: BATCH, size: SIZE, objective, frozen: isMask });
  const feeds = feedsOf(graph);
  feeds['mask/classes'] = { shape: [BATCH], data: new Float32Array(BATCH) };
  const found = await run(graph, feeds);
  expect(found['loss/classes']?.[0]).toBe(0);
  expect([...found['classLoss/classes']!]).toEqual([0, 0, 0]);
  expect(found['gradient/stem.weight']!.every((value) => value === 0)).toBe(true);
});

test('a frozen parameter is fed and has no gradient; those of the others do not change', async () => {
  const options = { batch: BATCH, size: SIZE, objective: BOTH };
  const whole = trainingGraph(model, options);
  const part = trainingGraph(model, { ...options, frozen: (name) => /^(stem|norm)\./.test(name) });
  const gradients = part.outputs.flatMap(({ name }) => (name.startsWith('gradient/') ? [name] : []));
  expect(gradients).toEqual(['gradient/mask.weight', 'gradient/fc.weight', 'gradient/fc.bias']);
  expect(part.inputs.map(({ name }) => name)).toContain('stem.weight');
  const [all, some] = [await run(whole, feedsOf(whole)), await run(part, feedsOf(part))];
  for (const name of gradients) expect(some[name]).toEqual(all[name]);
  expect(() => trainingGraph(model, { ...options, frozen: () => true })).toThrow(/no parameter left/);
});

test('a frozen norm takes its running statistics and puts out none; its gradients are those of the fixed function', async () => {
  const options = {
    batch: BATCH,
    size: SIZE,
    objective: BOTH,
    frozenNorms: (name: string) => name === 'norm',
  };
  const graph = trainingGraph(model, options);
  expect(graph.norms).toEqual([]);
  const names = graph.inputs.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['norm.running_mean', 'norm.running_var']));
  const feeds = feedsOf(graph);
  const session = await openSession(graph.onnx, { threads: 1 });
  const total = async (): Promise<number> => {
    const results = await session.run(feeds);
    return Object.entries(results).reduce(
      (sum, [name, { data }]) => (name.startsWith('loss/') ? sum + (data[0] ?? Number.NaN) : sum),
      0,
    );
  };
  const found = await session.run(feeds);
  for (const name of ['stem.weight', 'stem.bias', 'norm.weight', 'norm.bias']) {
    const data = feeds[name]!.data;
    const before = data.slice();
    const gradient = found[`gradient/${name}`]!.data;
    const rng = Rng.of('direction', name);
    const direction = Array.from(data, () => (rng.uniform() < 0.5 ? -1 : 1));
    const at = async (step: number) => {
      data.set(before.map((value, i) => value + step * direction[i]!));
      return total();
    };
    const slope = ((await at(0.01)) - (await at(-0.01))) / 0.02;
    data.set(before);
    const expected = direction.reduce((sum, sign, i) => sum + sign * gradient[i]!, 0);
    expect(slope, name).toBeCloseTo(expected, 3);
    expect(Math.hypot(...gradient), name).toBeGreaterThan(0.01);
  }
  await session.dispose();
});

test('random numbers are asked for by name and shape, and decide alone what is left out', async () => {
  const graph = trainingGraph(smallModel(0.5), { batch: BATCH, size: SIZE, objective: BOTH });
  expect(graph.noises).toEqual([{ name: 'noise/fc', shape: [BATCH, 4] }]);
  const feeds = feedsOf(graph);
  const [once, again] = [await run(graph, feeds), await run(graph, feeds)];
  expect(again).toEqual(once);
  const other = await run(graph, { ...feeds, 'noise/fc': { shape: [BATCH, 4], data: new Float32Array(16) } });
  expect(other['loss/classes']?.[0]).not.toBe(once['loss/classes']?.[0]);
  // All left out: the classifier's weights have no gradient, its bias has.
  expect(other['gradient/fc.weight']!.every((value) => value === 0)).toBe(true);
  expect(other['gradient/fc.bias']!.some((value) => value !== 0)).toBe(true);
});

test('an objective that does not fit is refused by name', () => {
  const build = (objective: Objective) => () => trainingGraph(model, { batch: BATCH, size: SIZE, objective });
  expect(build([])).toThrow(/without a term/);
  expect(build([{ head: 'nose', loss: 'softDice', weight: 1 }])).toThrow(
    /no head nose; it has classes, mask/,
  );
  expect(build([BOTH[0]!, BOTH[0]!])).toThrow(/two terms of binaryCrossEntropy for classes/);
  expect(build([{ head: 'classes', loss: 'softDice', weight: 1 }])).toThrow(
    /softDice: takes .* \[N, 3, h, w\]/,
  );
  expect(build([{ head: 'mask', loss: 'softDice', weight: [1, 1, 1] }])).toThrow(/takes .* \[N, 3, h, w\]/);
});

test('a norm that sees one value a channel is refused: it would have no variance', () => {
  expect(() => trainingGraph(model, { batch: 1, size: 2, objective: BOTH })).toThrow(
    /batchNorm: takes in training more than one value a channel, not \[1, 4, 1, 1\]/,
  );
});

const isMask = (name: string): boolean => name === 'mask.weight';
