import { BLOCKED, type OnnxGraph } from '../onnx/onnx-graph.ts';
import type { ConvolutionShape } from '../operations/conv2d.ts';
import { convolutionAttributes, zerosMetAfter } from './convolution.ts';
import { turnsRound } from './input-gradient.ts';
import { inBlocks, outOfBlocks } from './layouts.ts';
import type { Lowering } from './lowerings.ts';

/** The depthwise convolution with blocks of that many channels. */
export const blockedDepthwise = (block: number): Lowering => ({
  name: 'blockedDepthwise',
  fits: isBlockedDepthwise(block),
  addsBias: true,
  lower: (graph, shape, input, weight, bias) => {
    const { c, kernel } = shape;
    const kernels = graph.op('Reshape', [
      depthwiseKernels(graph, shape, block, weight),
      graph.integers([c, 1, kernel, kernel]),
    ]);
    const operands = [inBlocks(graph, input), kernels, ...(bias ? [bias] : [])];
    return outOfBlocks(
      graph,
      graph.op('Conv', operands, convolutionAttributes(shape), { domain: BLOCKED }),
      c,
    );
  },
});

/** Stride 1: the depthwise convolution of the gradient with the kernels turned by 180 degrees. */
export const blockedDepthwiseInputGradient = (block: number): Lowering => ({
  name: 'blockedDepthwiseInputGradient',
  fits: (shape) => isBlockedDepthwise(block)(shape) && turnsRound(shape),
  lower: (graph, shape, gradient, weight) => {
    const { c, kernel, dilation, padding, paddingAfter } = shape;
    const taps = kernel * kernel;
    const parts = depthwiseKernels(graph, shape, block, weight);
    const reversed = graph.integers(Array.from({ length: taps }, (_, i) => taps - 1 - i));
    const turned = graph.op('Reshape', [
      graph.op('Gather', [parts, reversed], { axis: 1 }),
      graph.integers([c, 1, kernel, kernel]),
    ]);
    const backwards = {
      ...shape,
      padding: dilation * (kernel - 1) - padding,
      paddingAfter: dilation * (kernel - 1) - paddingAfter,
    };
    const operands = [inBlocks(graph, gradient), turned];
    const x = graph.op('Conv', operands, convolutionAttributes(backwards), { domain: BLOCKED });
    return outOfBlocks(graph, x, c);
  },
});

/**
 * w'[c, r, s] = sum over n, p and q of  g[n, c, p, q] x[n, c, p stride + r dilation - padding, q stride + s dilation - padding]:
 * the depthwise convolution of each map with its own gradient as the kernel, stride and dilation exchanged, summed over the
 * images. Maps and gradients in blocks lie in memory as that convolution wants them.
 */
export const blockedDepthwiseWeightGradient = (block: number): Lowering => ({
  name: 'blockedDepthwiseWeightGradient',
  fits: (shape) => {
    const after = zerosMetAfter(shape);
    return isBlockedDepthwise(block)(shape) && Math.min(after.rows, after.columns) >= 0;
  },
  lower: (graph, shape, gradient, input) => {
    const { batch, c, kernel, stride, dilation, padding, height, width, outHeight, outWidth } = shape;
    const maps = batch * c;
    const x = graph.op('Reshape', [inBlocks(graph, input), graph.integers([1, maps, height, width])]);
    const g = graph.op('Reshape', [
      inBlocks(graph, gradient),
      graph.integers([maps, 1, outHeight, outWidth]),
    ]);
    const after = zerosMetAfter(shape); // so that k rows and columns come out
    const each = graph.op(
      'Conv',
      [x, g],
      {
        kernel_shape: [outHeight, outWidth],
        strides: [dilation, dilation],
        dilations: [stride, stride],
        pads: [padding, padding, after.rows, after.columns],
        group: maps,
      },
      { domain: BLOCKED },
    );
    const byImage = graph.op('Reshape', [each, graph.integers([batch, c * kernel * kernel])]);
    const sum = graph.op('ReduceSum', [byImage, graph.integers([0])], { keepdims: 0 });
    const blocks = graph.op('Reshape', [sum, graph.integers([1, c, kernel, kernel])]);
    const plain = graph.op('ReorderOutput', [blocks], { channels: c, channels_last: 0 }, { domain: BLOCKED });
    return graph.op('Reshape', [plain, graph.integers([c, 1, kernel, kernel])]);
  },
});

/** Whether each channel has a kernel of its own, and they are whole blocks. */
export const isBlockedDepthwise =
  (block: number) =>
  ({ c, k, groups }: ConvolutionShape): boolean =>
    groups === c && k === c && c % block === 0;

/** The kernels [C, 1, k, k] with a block's channels innermost: [C / b, k x k, b]. */
export function depthwiseKernels(
  graph: OnnxGraph,
  { c, kernel }: ConvolutionShape,
  block: number,
  weight: string,
): string {
  const image = graph.op('Reshape', [weight, graph.integers([1, c, kernel, kernel])]);
  const innermost = graph.op('ReorderInput', [image], { channels_last: 0 }, { domain: BLOCKED });
  return graph.op('Reshape', [innermost, graph.integers([c / block, kernel * kernel, block])]);
}
