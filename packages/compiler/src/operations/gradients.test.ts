import { Rng } from '@ichor/ct';
import { openSession } from '@ichor/runtime';
import { expect, test } from 'vitest';
import { lowerBackward } from '../lower-backward.ts';
import { lowerForward } from '../lower-forward.ts';
import { defaultLowerings } from '../lowerings/default-lowerings.ts';
import { type Node, parameter } from '../node.ts';
import { encodeModel } from '../onnx/encode-model.ts';
import { OnnxGraph } from '../onnx/onnx-graph.ts';
import { elementCount } from '../tensor.ts';
import { add } from './add.ts';
import { batchNorm } from './batch-norm.ts';
import { binaryCrossEntropy } from './binary-cross-entropy.ts';
import { classActivationMap } from './class-activation-map.ts';
import { conv2d } from './conv2d.ts';
import { globalAveragePool } from './global-average-pool.ts';
import { linear } from './linear.ts';
import { maxPool } from './max-pool.ts';
import { relu } from './relu.ts';
import { sigmoid } from './sigmoid.ts';

type Shapes = Readonly<Record<string, readonly number[]>>;
type Leaves = Readonly<Record<string, Node>>;

/** A node under test as a loss: binary cross-entropy of a fixed random projection, so that every value counts differently. */
function lossOf(node: Node, rng: Rng): { loss: Node; constants: Map<string, Float32Array> } {
  const width = elementCount(node.shape.slice(1));
  const flat = flattened(node);
  const projection = parameter('projection', [2, width]);
  const labels = parameter('labels', [node.shape[0] ?? 0, 2]);
  const loss = binaryCrossEntropy(linear(flat, projection, parameter('offset', [2])), labels, [1, 2]);
  const constants = new Map([
    ['projection', Float32Array.from({ length: 2 * width }, () => rng.uniform(-1, 1))],
    ['offset', Float32Array.from([0.1, -0.2])],
    ['labels', Float32Array.from({ length: elementCount(labels.shape) }, () => rng.uniform())],
  ]);
  return { loss, constants };
}

/** [N, C, H, W] -> [N, C], which loses nothing where each map is one pixel; otherwise a full-size convolution gathers it. */
function flattened(node: Node): Node {
  if (node.shape.length === 2) return node;
  const [, c = 0, h = 0] = node.shape;
  const gather = parameter('gather', [c * h * h, c, h, h]);
  return globalAveragePool(conv2d(node, gather));
}

/**
 * Central differences against the backward pass, at random places of every leaf.
 * @param values fills a leaf; distinct values keep maxima and kinks away from each other
 */
async function expectGradients(
  shapes: Shapes,
  build: (leaves: Leaves) => Node,
  options: { values?: (i: number, rng: Rng) => number; step?: number; learned?: readonly string[] } = {},
): Promise<void> {
  const { values = (_, rng) => rng.uniform(-1, 1), step = 1e-2, learned = Object.keys(shapes) } = options;
  const rng = Rng.of('gradients', JSON.stringify(shapes));
  const leaves = Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [name, parameter(name, shape)]),
  );
  const { loss, constants } = lossOf(build(leaves), rng);

  const graph = new OnnxGraph();
  const forward = lowerForward(graph, [loss], 'training', (leaf) => graph.input(leaf.name, leaf.shape));
  const wanted = learned.map((name) => leaves[name] as Node);
  const gradients = lowerBackward(graph, forward, loss, wanted, defaultLowerings);
  graph.output(forward.value(loss), []);
  for (const node of wanted) graph.output(gradients.get(node) ?? '', node.shape);
  const session = await openSession(encodeModel(graph), { threads: 1 });

  const feeds = Object.fromEntries(
    graph.inputs.map(({ name, shape }) => {
      const sizes = shape.map(Number);
      const data =
        constants.get(name) ??
        Float32Array.from({ length: elementCount(sizes) }, (_, i) =>
          name === 'gather' ? rng.uniform(-0.3, 0.3) : values(i, rng),
        );
      return [name, { shape: sizes, data }];
    }),
  );
  const lossAt = async (): Promise<number> =>
    (await session.run(feeds))[forward.value(loss)]?.data[0] ?? Number.NaN;
  const results = await session.run(feeds);
  for (const node of wanted) {
    const name = learned[wanted.indexOf(node)] as string;
    const gradient = results[gradients.get(node) ?? '']?.data ?? new Float32Array();
    const data = feeds[name]?.data as Float32Array;
    expect(gradient.length, name).toBe(data.length);
    const scale = Math.max(...gradient.map(Math.abs));
    expect(scale, name).toBeGreaterThan(0);
    for (let trial = 0; trial < 12; trial++) {
      const i = rng.integer(data.length);
      const before = data[i] as number;
      data[i] = before + step;
      const above = await lossAt();
      data[i] = before - step;
      const below = await lossAt();
      data[i] = before;
      expect(Math.abs((above - below) / (2 * step) - (gradient[i] as number)), `${name}[${i}]`).toBeLessThan(
        0.02 * scale + 2e-5,
      );
    }
  }
  await session.dispose();
}

/** Values at least 0.05 apart and at least 0.025 from zero, in an order that looks random. */
const distinct = (count: number) => (i: number) => (((i * 11 + 3) % count) - count / 2 + 0.5) * 0.05;

test('a sum hands its gradient to both terms, also where they are one value', async () => {
  await expectGradients({ a: [2, 3], b: [2, 3] }, ({ a, b }) => add(a as Node, b as Node));
  await expectGradients({ a: [2, 3] }, ({ a }) => add(a as Node, add(a as Node, a as Node)));
});

test('relu and sigmoid have the gradients of central differences', async () => {
  await expectGradients({ x: [2, 10] }, ({ x }) => relu(x as Node), { values: distinct(20) });
  await expectGradients({ x: [2, 10] }, ({ x }) => sigmoid(x as Node));
});

test('a linear layer has the gradients of central differences', async () => {
  await expectGradients({ x: [3, 4], w: [5, 4], b: [5] }, ({ x, w, b }) =>
    linear(x as Node, w as Node, b as Node),
  );
});

test('a classifier at every place of a map has the gradients of central differences', async () => {
  await expectGradients({ x: [2, 3, 4, 4], w: [5, 3], b: [5] }, ({ x, w, b }) =>
    classActivationMap(x as Node, w as Node, b as Node),
  );
});

test('a loss over maps, its classes and samples weighted, has the gradient of central differences', async () => {
  const shape = [3, 2, 4, 4];
  const logits = parameter('logits', shape);
  const [labels, weights] = [parameter('labels', shape), parameter('weights', [3])];
  const loss = binaryCrossEntropy(logits, labels, [1, 3], weights);
  const graph = new OnnxGraph();
  const forward = lowerForward(graph, [loss], 'training', (leaf) => graph.input(leaf.name, leaf.shape));
  const gradients = lowerBackward(graph, forward, loss, [logits], defaultLowerings);
  graph.output(forward.value(loss), []);
  graph.output(gradients.get(logits) ?? '', shape);
  const session = await openSession(encodeModel(graph), { threads: 1 });
  const rng = Rng.of('loss over maps');
  const draw = (low: number, high: number) => ({
    shape,
    data: Float32Array.from({ length: 96 }, () => rng.uniform(low, high)),
  });
  const feeds = {
    logits: draw(-3, 3),
    labels: draw(0, 1),
    weights: { shape: [3], data: Float32Array.from([1, 0, 0.5]) },
  };
  const run = async () => Object.values(await session.run(feeds)).map(({ data }) => data);
  // The definition, in float64.
  const expected = (z: Float32Array): number =>
    z.reduce((sum, logit, i) => {
      const y = feeds.labels.data[i] as number;
      const weight = [1, 3][Math.floor(i / 16) % 2]! * feeds.weights.data[Math.floor(i / 32)]!;
      return (
        sum -
        (weight *
          (y * Math.log(1 / (1 + Math.exp(-logit))) + (1 - y) * Math.log(1 / (1 + Math.exp(logit))))) /
          96
      );
    }, 0);
  const [value, gradient] = await run();
  expect(value?.[0]).toBeCloseTo(expected(feeds.logits.data), 6);
  for (let i = 0; i < 96; i += 5) {
    const [above, below] = [feeds.logits.data.slice(), feeds.logits.data.slice()];
    above[i]! += 1e-3;
    below[i]! -= 1e-3;
    expect(gradient?.[i]).toBeCloseTo((expected(above) - expected(below)) / (above[i]! - below[i]!), 6);
  }
  expect([...(gradient ?? [])].slice(32, 64).every((g) => g === 0)).toBe(true);
  await session.dispose();
});

test('global average pooling has the gradient of central differences', async () => {
  await expectGradients({ x: [2, 3, 4, 5] }, ({ x }) => globalAveragePool(x as Node));
});

test('overlapping windows of a maximum add their gradients up', async () => {
  await expectGradients(
    { x: [1, 2, 7, 7] },
    ({ x }) => maxPool(x as Node, { kernel: 3, stride: 2, padding: 1 }),
    { values: distinct(98) },
  );
});

test('batch normalization in training has the gradients of central differences, also where the mean is large', async () => {
  const names = ['runningMean', 'runningVariance'];
  for (const [shape, offset] of [
    [[3, 2, 4, 4], 0],
    [[2, 2, 15, 15], 3],
  ] as const) {
    await expectGradients(
      { x: shape, weight: [2], bias: [2] },
      ({ x, weight, bias }) =>
        batchNorm(x as Node, 'norm', {
          weight: weight as Node,
          bias: bias as Node,
          runningMean: parameter(names[0] as string, [2]),
          runningVariance: parameter(names[1] as string, [2]),
        }),
      { values: (_, rng) => offset + rng.uniform(-1, 1) },
    );
  }
});

test('convolutions have the gradients of central differences', async () => {
  for (const [x, w, window] of [
    [[2, 3, 6, 6], [4, 3, 3, 3], { padding: 1 }],
    [[2, 3, 7, 7], [4, 3, 3, 3], { padding: 1, stride: 2 }],
    [[2, 3, 6, 6], [4, 3, 1, 1], { stride: 2 }],
    [[1, 2, 8, 8], [3, 2, 3, 3], { padding: 2, dilation: 2 }],
  ] as const)
    await expectGradients({ x, w }, (leaves) => conv2d(leaves.x as Node, leaves.w as Node, window));
});
