import { BLOCKED, type OnnxGraph } from '../onnx/onnx-graph.ts';
import type { ConvolutionShape } from '../operations/conv2d.ts';
import { borderedRows } from './bordered-rows.ts';
import { zerosMetAfter } from './convolution.ts';
import { inBlocks } from './layouts.ts';
import type { Lowering } from './lowerings.ts';

/**
 * A weight's gradient as convolutions in blocks, one for each column s of the kernel:
 *   w'[k, c, r, s] = sum over (q, n) and p of  g[n, k, p, q] x[n, c, p stride + r - padding, q stride + s - padding].
 * The pairs (q, n) are the channels, p the kernel's rows, r the rows that come out, and c lies along the columns: sums
 * stay in registers, no window is ever written (the input is, k times instead of k x k), and what is read again stays in the cache.
 */
export const columnConvolutions = (block: number): Lowering => ({
  name: 'columnConvolutions',
  fits: (shape) =>
    shape.groups === 1 &&
    shape.c % block === 0 &&
    shape.k % block === 0 &&
    (shape.batch * shape.outWidth) % block === 0 &&
    zerosMetAfter(shape).rows >= 0,
  lower: (graph, shape, gradient, input) => {
    const { batch, c, k, kernel, height, stride, dilation, padding, outHeight, outWidth } = shape;
    const rows = borderedRows(graph, shape, input);
    const kernels = columnKernels(graph, shape, block, gradient);
    const after = zerosMetAfter(shape).rows;
    const columns = Array.from({ length: kernel }, (_, s) => {
      const key = `columns_${JSON.stringify({ ...shape, c: 0, k: 0 })}_${s}`;
      const gathered = graph.op('Gather', [rows, graph.indices(key, () => columnIndices(shape, s))], {
        axis: 0,
      });
      const image = graph.op('Reshape', [gathered, graph.integers([1, outWidth * batch, height, c])]);
      const blocks = graph.op('ReorderInput', [image], { channels_last: 0 }, { domain: BLOCKED });
      const window = {
        kernel_shape: [outHeight, 1],
        strides: [dilation, 1],
        dilations: [stride, 1],
        pads: [padding, 0, after, 0],
      };
      const sums = graph.op('Conv', [blocks, kernels], window, { domain: BLOCKED });
      const plain = graph.op('ReorderOutput', [sums], { channels: k, channels_last: 0 }, { domain: BLOCKED });
      return graph.op('Reshape', [plain, graph.integers([k, kernel, 1, c])]);
    });
    const taps = columns.length === 1 ? (columns[0] ?? '') : graph.op('Concat', columns, { axis: 2 }); // [K, k, k, C]
    const byTap = graph.op('Reshape', [taps, graph.integers([k, kernel * kernel, c])]);
    const weight = kernel === 1 ? byTap : graph.op('Transpose', [byTap], { perm: [0, 2, 1] });
    return graph.op('Reshape', [weight, graph.integers([k, c, kernel, kernel])]);
  },
});

/** The gradient as kernels [K, (q, n), P, 1], whose values lie as [K / b, (q, n) / b, P, b (of (q, n)), b (of K)]. */
function columnKernels(
  graph: OnnxGraph,
  { batch, k, outHeight, outWidth }: ConvolutionShape,
  block: number,
  gradient: string,
): string {
  const kernelShape = graph.integers([k, outWidth * batch, outHeight, 1]);
  if (batch % block === 0) {
    const images = graph.integers([batch / block, block, k / block, outHeight, outWidth, block]);
    const whole = graph.op('Reshape', [inBlocks(graph, gradient), images]);
    return graph.op('Reshape', [graph.op('Transpose', [whole], { perm: [2, 4, 0, 3, 1, 5] }), kernelShape]);
  }
  const maps = graph.integers([batch, k / block, outHeight, outWidth, block]);
  const outermost = graph.op('Transpose', [graph.op('Reshape', [inBlocks(graph, gradient), maps])], {
    perm: [1, 3, 0, 2, 4],
  });
  const pairs = graph.integers([k / block, (outWidth * batch) / block, block, outHeight, block]);
  const kernels = graph.op('Transpose', [graph.op('Reshape', [outermost, pairs])], { perm: [0, 1, 3, 2, 4] });
  return graph.op('Reshape', [kernels, kernelShape]);
}

/** For each (q, n) and row of the input, the pixel of [N, H, W] that column s of the kernel meets; the one after the last where it meets none. */
function columnIndices(
  { batch, height, width, outWidth, stride, dilation, padding }: ConvolutionShape,
  s: number,
): BigInt64Array {
  const indices = new BigInt64Array(outWidth * batch * height);
  let at = 0;
  for (let q = 0; q < outWidth; q++)
    for (let image = 0; image < batch; image++)
      for (let row = 0; row < height; row++) {
        const column = q * stride + s * dilation - padding;
        const meets = column >= 0 && column < width;
        indices[at++] = BigInt(meets ? (image * height + row) * width + column : batch * height * width);
      }
  return indices;
}
