import { expect, test } from 'vitest';
import type { Model } from './model.ts';
import { type Node, parameter } from './node.ts';
import { conv2d } from './operations/conv2d.ts';
import { globalAveragePool } from './operations/global-average-pool.ts';
import { relu } from './operations/relu.ts';
import { operatorGraphs } from './operator-graphs.ts';

const model: Model = {
  name: 'two alike, one not',
  channels: 4,
  heads: [{ name: 'logits', outputs: 4 }],
  parameters: ['a', 'b'].map((name) => ({ name, shape: [4, 4, 3, 3], role: 'convWeight' })),
  build: (images: Node) => {
    const weight = (name: string) => parameter(name, [4, 4, 3, 3]);
    const once = relu(conv2d(images, weight('a'), { padding: 1 }));
    const twice = relu(conv2d(once, weight('b'), { padding: 1 }));
    const filtered = conv2d(twice, parameter('c', [4, 1, 3, 3]), { stride: 2, groups: 4 });
    const logits = globalAveragePool(filtered);
    const none = parameter('none', [1]);
    return { heads: { logits }, features: {}, classifier: { features: once, weight: none, bias: none } };
  },
};

test('operators that differ in what decides how they are written are told apart, others stand once', () => {
  const graphs = operatorGraphs(model, { batch: 2, size: 8 });
  expect(graphs.map(({ operator }) => operator)).toEqual([
    'conv2d, kernel 3, stride 1, dilation 1',
    'relu',
    'conv2d, kernel 3, stride 2, dilation 1, depthwise',
    'globalAveragePool, [N, C]',
    'binaryCrossEntropy',
  ]);
  expect(graphs[0]?.inputs).toEqual([
    { name: 'images', shape: [2, 4, 8, 8] },
    { name: 'a', shape: [4, 4, 3, 3] },
    { name: 'factors', shape: [2, 4, 8, 8] },
  ]);
});
