import fc from '@ichor/testing/properties';
import { expect, test } from 'vitest';
import { decodeModel } from './decode-model.ts';
import { encodeModel } from './encode-model.ts';
import { fromFloat16, toFloat16 } from './float16.ts';
import { OnnxGraph } from './onnx-graph.ts';
import { readParameters, storeParameter } from './store-parameter.ts';

const values = fc
  .array(fc.float({ min: -60000, max: 60000, noNaN: true }), { minLength: 6, maxLength: 6 })
  .map((list) => ({ shape: [2, 3], data: Float32Array.from(list) }));

test('every finite float16 survives widening and rounding', () => {
  for (let half = 0; half < 65536; half++) {
    if (((half >>> 10) & 31) === 31) continue;
    expect(toFloat16(fromFloat16(Uint16Array.of(half)))[0]).toBe(half);
  }
});

test('float16 rounds to the nearest, ties to even, and keeps what has no number', () => {
  const rounded = (value: number) => fromFloat16(toFloat16(Float32Array.of(value)))[0];
  expect(rounded(1 + 2 ** -11)).toBe(1); // a tie, to even
  expect(rounded(1 + 3 * 2 ** -11)).toBe(1 + 2 ** -9); // a tie, to even
  expect(rounded(65519)).toBe(65504);
  expect(rounded(65520)).toBe(Number.POSITIVE_INFINITY);
  expect(rounded(2 ** -25)).toBe(0); // half of the smallest, to even
  expect(rounded(1.5 * 2 ** -25)).toBe(2 ** -24);
  expect(rounded(Number.NaN)).toBeNaN();
});

test('parameters come back from a file: exactly, to half precision, or to half a step of 127', () => {
  fc.assert(
    fc.property(values, (tensor) => {
      for (const [weights, allowed] of [
        ['float32', () => 0],
        ['float16', (value: number) => Math.max(Math.abs(value) * 2 ** -11, 2 ** -25)],
        ['int8', (_: number, largest: number) => largest / 254 + 1e-3 * largest + 2 ** -126],
      ] as const) {
        const graph = new OnnxGraph();
        graph.output(storeParameter(graph, 'layer.weight', tensor, weights), tensor.shape);
        const read = readParameters(encodeModel(graph)).get('layer.weight');
        expect(read?.shape).toEqual([2, 3]);
        tensor.data.forEach((value, i) => {
          const row = tensor.data.subarray(3 * Math.floor(i / 3), 3 * Math.floor(i / 3) + 3);
          const largest = Math.max(...row.map(Math.abs));
          expect(Math.abs((read?.data[i] ?? Number.NaN) - value)).toBeLessThanOrEqual(
            allowed(value, largest),
          );
        });
      }
    }),
  );
});

test('what a format cannot hold is refused by name', () => {
  const store = (value: number, weights: 'float16' | 'int8') =>
    storeParameter(new OnnxGraph(), 'fc.weight', { shape: [1, 1], data: Float32Array.of(value) }, weights);
  expect(() => store(70000, 'float16')).toThrow(/fc.weight: holds a value that float16 cannot/);
  expect(() => store(Number.NaN, 'int8')).toThrow(/fc.weight: .* not finite/);
});

test('metadata comes back, and the same graph gives the same bytes', () => {
  const graph = new OnnxGraph();
  graph.output(graph.op('Relu', [graph.input('x', ['N', 2])]), ['N', 2]);
  const bytes = encodeModel(graph, { b: '2', a: '1' });
  expect(decodeModel(bytes).metadata).toEqual({ a: '1', b: '2' });
  expect(encodeModel(graph, { a: '1', b: '2' })).toEqual(bytes);
});

test('bytes that are no model are refused, whatever they are', () => {
  expect(() => readParameters(new TextEncoder().encode('not a model'))).toThrow(/ONNX/);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      try {
        readParameters(bytes);
      } catch (error) {
        expect(error).toHaveProperty('name', 'CompilerError');
      }
    }),
  );
});
