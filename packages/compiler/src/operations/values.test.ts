import { openSession } from '@ichor/runtime';
import { expect, test } from 'vitest';
import { lowerForward } from '../lower-forward.ts';
import { type Node, parameter } from '../node.ts';
import { encodeModel } from '../onnx/encode-model.ts';
import { OnnxGraph } from '../onnx/onnx-graph.ts';
import { averagePool } from './average-pool.ts';
import { concat } from './concat.ts';
import { dropout, stochasticDepth } from './dropout.ts';
import { multiply } from './multiply.ts';
import { relu6 } from './relu6.ts';
import { silu } from './silu.ts';
import { upsample } from './upsample.ts';

/** The values of a node, of leaves that are given by name. */
async function valuesOf(
  node: Node,
  given: Readonly<Record<string, readonly number[]>>,
  mode: 'training' | 'inference' = 'training',
): Promise<number[]> {
  const graph = new OnnxGraph();
  const { value } = lowerForward(graph, [node], mode, (leaf) => graph.input(leaf.name, leaf.shape));
  const output = graph.op('Identity', [value(node)]);
  graph.output(output, node.shape);
  const session = await openSession(encodeModel(graph), { threads: 1 });
  const feeds = graph.inputs.map(({ name, shape }) => [
    name,
    { shape: shape.map(Number), data: Float32Array.from(given[name] ?? []) },
  ]);
  const results = await session.run(Object.fromEntries(feeds));
  await session.dispose();
  return Array.from(results[output]?.data ?? []);
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);

test('silu is x times its sigmoid, and relu6 ends at 0 and 6', async () => {
  const x = [-8, -1, 0, 0.5, 6, 7];
  const found = await valuesOf(silu(parameter('x', [6])), { x });
  for (const [i, value] of x.entries()) expect(found[i]).toBeCloseTo(value / (1 + Math.exp(-value)), 5);
  expect(await valuesOf(relu6(parameter('x', [6])), { x })).toEqual([0, 0, 0, 0.5, 6, 6]);
});

test('one factor a channel multiplies every place of its map', async () => {
  const product = multiply(parameter('a', [1, 2, 1, 2]), parameter('b', [1, 2, 1, 1]));
  expect(await valuesOf(product, { a: [1, 2, 3, 4], b: [10, 100] })).toEqual([10, 20, 300, 400]);
});

test('the mean under a window counts the zeros of the padding', async () => {
  const x = parameter('x', [1, 1, 3, 3]); // 1 2 3 / 4 5 6 / 7 8 9
  const found = await valuesOf(averagePool(x, { kernel: 3, stride: 2, padding: 1 }), { x: upTo(9) });
  const corners = [1 + 2 + 4 + 5, 2 + 3 + 5 + 6, 4 + 5 + 7 + 8, 5 + 6 + 8 + 9];
  for (const [i, sum] of corners.entries()) expect(found[i]).toBeCloseTo(sum / 9, 6);
});

test('nearest repeats each pixel, by every factor and on odd maps', async () => {
  for (const factor of [1, 2, 3, 5, 7, 8])
    for (const size of [1, 3, 5, 11]) {
      const x = parameter('x', [1, 1, size, size]);
      const found = await valuesOf(upsample(x, { factor, mode: 'nearest' }), { x: upTo(size * size) });
      const wide = size * factor;
      const expected = Array.from({ length: wide * wide }, (_, i) => {
        const [row, column] = [Math.floor(i / wide / factor), Math.floor((i % wide) / factor)];
        return row * size + column + 1;
      });
      expect(found, `${size} by ${factor}`).toEqual(expected);
    }
});

test('bilinear goes from pixel centre to pixel centre, level outside: what torch gives with align_corners=False', async () => {
  const x = parameter('x', [1, 1, 2, 2]);
  // torch.nn.functional.interpolate([[0, 1], [2, 3]], scale_factor=2, mode='bilinear')
  const expected = [
    [0, 0.25, 0.75, 1],
    [0.5, 0.75, 1.25, 1.5],
    [1.5, 1.75, 2.25, 2.5],
    [2, 2.25, 2.75, 3],
  ].flat();
  expect(await valuesOf(upsample(x, { factor: 2, mode: 'bilinear' }), { x: [0, 1, 2, 3] })).toEqual(expected);
  // A ramp stays a ramp between the outermost centres, for any factor.
  const ramp = parameter('x', [1, 1, 4, 4]);
  const found = await valuesOf(upsample(ramp, { factor: 3, mode: 'bilinear' }), {
    x: Array.from({ length: 16 }, (_, i) => i % 4),
  });
  for (let column = 0; column < 12; column++)
    expect(found[column]).toBeCloseTo(Math.min(3, Math.max(0, (column + 0.5) / 3 - 0.5)), 6);
});

test('values stand side by side along their channels', async () => {
  const joined = concat([parameter('a', [2, 1, 1, 2]), parameter('b', [2, 2, 1, 2])]);
  expect(joined.shape).toEqual([2, 3, 1, 2]);
  const found = await valuesOf(joined, { a: [1, 2, 3, 4], b: [10, 20, 30, 40, 50, 60, 70, 80] });
  expect(found).toEqual([1, 2, 10, 20, 30, 40, 3, 4, 50, 60, 70, 80]);
});

test('dropout keeps what has no less noise than the rate, scaled, and in inference all as it is', async () => {
  const x = parameter('x', [1, 4]);
  const node = dropout(x, { name: 'top', rate: 0.2 });
  const given = { x: [1, 2, 3, 4], 'noise/top': [0.1, 0.2, 0.3, 0] };
  const found = await valuesOf(node, given);
  expect(found.map((value) => Math.round(value * 1e5) / 1e5)).toEqual([0, 2.5, 3.75, 0]);
  expect(await valuesOf(node, given, 'inference')).toEqual([1, 2, 3, 4]);
  expect(dropout(x, { name: 'top', rate: 0 })).toBe(x);
  for (const rate of [1, -0.1, Number.NaN])
    expect(() => dropout(x, { name: 'top', rate })).toThrow(/top, dropout: takes a rate/);
});

test('stochastic depth leaves out whole samples', async () => {
  const node = stochasticDepth(parameter('x', [2, 1, 1, 2]), { name: 'block', rate: 0.5 });
  expect(await valuesOf(node, { x: [1, 2, 3, 4], 'noise/block': [0.4, 0.5] })).toEqual([0, 0, 6, 8]);
});
