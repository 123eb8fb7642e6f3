import { openSession } from '@ichor/runtime';
import { expect, test } from 'vitest';
import type { Model } from '../model.ts';
import { type Node, parameter } from '../node.ts';
import type { Objective } from '../objective.ts';
import { conv2d } from '../operations/conv2d.ts';
import { globalAveragePool } from '../operations/global-average-pool.ts';
import { trainingGraph } from '../training-graph.ts';
import type { Lowerings } from './lowerings.ts';
import { type TimedGraph, timedLowerings } from './timed-lowerings.ts';

const model: Model = {
  name: 'one convolution after another',
  channels: 3,
  heads: [{ name: 'logits', outputs: 4 }],
  parameters: [
    { name: 'first', shape: [8, 3, 3, 3], role: 'convWeight' },
    { name: 'second', shape: [4, 8, 3, 3], role: 'convWeight' },
  ],
  build: (images: Node) => {
    const x = conv2d(images, parameter('first', [8, 3, 3, 3]), { padding: 1 });
    const logits = globalAveragePool(conv2d(x, parameter('second', [4, 8, 3, 3]), { stride: 2, padding: 1 }));
    const nothing = parameter('none', [1]);
    return { heads: { logits }, features: {}, classifier: { features: x, weight: nothing, bias: nothing } };
  },
};
const objective: Objective = [{ head: 'logits', loss: 'binaryCrossEntropy', weight: 1 }];
const lower = (lowerings: Lowerings) => trainingGraph(model, { batch: 2, size: 8, objective, lowerings });

test('each convolution and each gradient is lowered the way that took least, timed once', async () => {
  const choices = new Map<string, string>();
  const timed: TimedGraph[] = [];
  // The later, the faster: the last way that fits is the best.
  const time = async (graph: TimedGraph) => -timed.push(graph);
  const table = await timedLowerings(lower, { time, choices });
  expect([...choices].map(([key, name]) => [key.split(' ')[0], name])).toEqual([
    ['convolution', 'directConvolution'],
    ['convolution', 'directConvolution'],
    ['inputGradient', 'transposedConvolution'],
    ['weightGradient', 'asConvolution'],
    ['weightGradient', 'asConvolution'],
  ]);
  const once = timed.length;
  expect(lower(table).onnx).toEqual(lower(await timedLowerings(lower, { time, choices })).onnx);
  expect(timed.length).toBe(once);
});

test('what is timed runs with the inputs that it names, plainly and in blocks', async () => {
  for (const block of [undefined, 8])
    await timedLowerings(lower, {
      block,
      choices: new Map(),
      time: async ({ onnx, inputs }) => {
        if (block !== undefined) return onnx.length; // only some machines have blocks, of their own size
        const session = await openSession(onnx, { threads: 1 });
        const feeds = inputs.map(({ name, shape }) => {
          const data = new Float32Array(shape.reduce((product, size) => product * size, 1));
          return [name, { shape, data }] as const;
        });
        const { result } = await session.run(Object.fromEntries(feeds));
        await session.dispose();
        expect(result?.data.length).toBeGreaterThan(0);
        return 1;
      },
    });
});
