import { openSession } from '@ichor/runtime';
import { expect, test } from 'vitest';
import { encodeModel } from '../onnx/encode-model.ts';
import { BLOCKED, CONTRIB, OnnxGraph } from '../onnx/onnx-graph.ts';
import { portableNodes } from './portable-nodes.ts';

const tensor = (...shape: number[]) => ({
  shape,
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(i + 1)),
});

test.each([
  [{}, [3, 4], [4, 5]],
  [{ transA: 1 }, [2, 4, 3], [2, 4, 5]],
  [{ transB: 1 }, [2, 3, 4], [2, 5, 4]],
  [{ transA: 1, transB: 1 }, [4, 3], [2, 5, 4]],
])("onnxruntime's own product with %j becomes ONNX's, with the same values", async (attributes, a, b) => {
  const graph = new OnnxGraph();
  const shape = [...(b.length > 2 ? [2] : []), 3, 5];
  graph.input('a', a);
  graph.input('b', b);
  const reshaped = graph.op('Reshape', ['b', graph.integers(b)]);
  graph.op('FusedMatMul', ['a', reshaped], attributes, { domain: CONTRIB, output: 'y' });
  graph.op('FusedMatMul', ['a', reshaped], attributes, { domain: CONTRIB, output: 'z' });
  graph.output('y', shape);
  graph.output('z', shape);
  const portable = portableNodes(graph);
  expect(portable.nodes.every(({ domain }) => domain === '')).toBe(true);
  const values = [];
  for (const one of [graph, portable]) {
    const session = await openSession(encodeModel(one), { threads: 1 });
    values.push(await session.run({ a: tensor(...a), b: tensor(...b) }));
    await session.dispose();
  }
  const [own, ours] = values;
  for (const name of ['y', 'z'])
    own?.[name]?.data.forEach((value, i) => {
      expect(ours?.[name]?.data[i]).toBeCloseTo(value, 5);
    });
});

test('what only processors have is refused by name', () => {
  const blocked = new OnnxGraph();
  blocked.op('ReorderInput', [blocked.input('x', [1, 16, 2, 2])], {}, { domain: BLOCKED });
  expect(() => portableNodes(blocked)).toThrow(/ReorderInput.*runs on processors alone/);
  const scaled = new OnnxGraph();
  const [a, b] = [scaled.input('a', [2, 2]), scaled.input('b', [2, 2])];
  scaled.op('FusedMatMul', [a, b], { alpha: { float: 2 } }, { domain: CONTRIB });
  expect(() => portableNodes(scaled)).toThrow(/FusedMatMul.*alpha.*runs on processors alone/);
  const unknown = new OnnxGraph();
  const sum = unknown.op('Add', [unknown.input('a', [2, 2]), unknown.input('b', [2, 2])]);
  unknown.op('FusedMatMul', [sum, 'b'], { transA: 1 }, { domain: CONTRIB });
  expect(() => portableNodes(unknown)).toThrow(/nothing says how many dimensions/);
});
