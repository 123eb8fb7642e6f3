import { openSession } from '@ichor/runtime';
import fc from '@ichor/testing/properties';
import { expect, test } from 'vitest';
import { encodeModel } from '../onnx/encode-model.ts';
import { OnnxGraph } from '../onnx/onnx-graph.ts';
import { slidingSize } from '../operations/sliding-size.ts';
import { elementCount } from '../tensor.ts';
import { comparedMaximumGradient } from './compared-maximum.ts';

interface Case {
  readonly shape: readonly [number, number, number, number];
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  readonly values: readonly number[];
}

/** Few different values, so that most windows have several that are largest. */
const cases: fc.Arbitrary<Case> = fc
  .record({
    shape: fc.tuple(
      fc.integer({ min: 1, max: 2 }),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 3, max: 8 }),
      fc.integer({ min: 3, max: 8 }),
    ),
    kernel: fc.integer({ min: 2, max: 3 }),
    stride: fc.integer({ min: 1, max: 2 }),
    padding: fc.integer({ min: 0, max: 1 }),
  })
  .chain((chosen) =>
    fc
      .array(fc.integer({ min: -3, max: 3 }), {
        minLength: elementCount(chosen.shape),
        maxLength: elementCount(chosen.shape),
      })
      .map((values) => ({ ...chosen, values })),
  );

/** The gradient by definition: each window's goes to the first of its largest values. */
function byLoops({ shape, kernel, stride, padding, values }: Case, out: readonly number[], g: Float32Array) {
  const [n, c, height, width] = shape;
  const [, , outHeight = 0, outWidth = 0] = out;
  const dx = new Float32Array(values.length);
  for (let map = 0; map < n * c; map++)
    for (let p = 0; p < outHeight; p++)
      for (let q = 0; q < outWidth; q++) {
        let [at, most] = [-1, Number.NEGATIVE_INFINITY];
        for (let r = 0; r < kernel; r++)
          for (let s = 0; s < kernel; s++) {
            const [row, column] = [p * stride + r - padding, q * stride + s - padding];
            if (row < 0 || row >= height || column < 0 || column >= width) continue;
            const place = (map * height + row) * width + column;
            if ((values[place] ?? 0) > most) [at, most] = [place, values[place] ?? 0];
          }
        dx[at] = (dx[at] ?? 0) + (g[(map * outHeight + p) * outWidth + q] ?? 0);
      }
  return dx;
}

test("a maximum's gradient goes to the first of a window's largest values, with overlaps added", async () => {
  await fc.assert(
    fc.asyncProperty(cases, async (one) => {
      const { shape, kernel, stride, padding } = one;
      const size = (length: number) => slidingSize(length, { ...one, paddingAfter: padding, dilation: 1 });
      const out = [shape[0], shape[1], size(shape[2]), size(shape[3])];
      const graph = new OnnxGraph();
      const [x, gradient] = [graph.input('x', shape), graph.input('g', out)];
      const y = graph.op('MaxPool', [x], {
        kernel_shape: [kernel, kernel],
        strides: [stride, stride],
        pads: [padding, padding, padding, padding],
      });
      graph.output(comparedMaximumGradient(graph, one, { x: shape, y: out }, { x, y, gradient }), shape);
      const session = await openSession(encodeModel(graph), { threads: 1 });
      const g = Float32Array.from({ length: elementCount(out) }, (_, i) => i + 1);
      const results = await session.run({
        x: { shape, data: Float32Array.from(one.values) },
        g: { shape: out, data: g },
      });
      await session.dispose();
      expect(Object.values(results)[0]?.data).toEqual(byLoops(one, out, g));
    }),
    { numRuns: 40 },
  );
});
