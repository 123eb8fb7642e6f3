import { CONTRIB, type OnnxGraph } from '../onnx/onnx-graph.ts';
import type { ConvolutionShape } from '../operations/conv2d.ts';
import type { Lowering } from './lowerings.ts';

/** Stride 1: the convolution of the gradient with the kernels turned by 180 degrees, channels in and out exchanged. */
const flippedConvolution: Lowering = {
  name: 'flippedConvolution',
  fits: (shape) => shape.groups === 1 && turnsRound(shape),
  lower: (graph, shape, gradient, weight) => {
    const { kernel, dilation, padding, paddingAfter } = shape;
    const reach = dilation * (kernel - 1);
    const [before, after] = [reach - padding, reach - paddingAfter];
    const exchanged = graph.op('Transpose', [weight], { perm: [1, 0, 2, 3] });
    return graph.op('Conv', [gradient, kernel === 1 ? exchanged : turned(graph, shape, exchanged)], {
      kernel_shape: [kernel, kernel],
      pads: [before, before, after, after],
      dilations: [dilation, dilation],
    });
  },
};

/**
 * Turns each kernel [C, K, k, k] by 180 degrees: its values in reverse order. A product with the matrix that exchanges them
 * is exact and threaded; a Slice with step -1 moves one value at a time.
 */
function turned(graph: OnnxGraph, { c, k, kernel }: ConvolutionShape, weight: string): string {
  const taps = kernel * kernel;
  const rows = graph.op('Reshape', [weight, graph.integers([c * k, taps])]);
  const exchange = graph.matrix(`exchange_${taps}`, [taps, taps], (row, column) =>
    row + column === taps - 1 ? 1 : 0,
  );
  const reversed = graph.op('MatMul', [rows, exchange]);
  return graph.op('Reshape', [reversed, graph.integers([c, k, kernel, kernel])]);
}

/** Any stride: ONNX's transposed convolution; output_padding makes up the row and column that no output reads. */
const transposedConvolution: Lowering = {
  name: 'transposedConvolution',
  fits: () => true,
  lower: (graph, shape, gradient, weight) => {
    const { kernel, stride, dilation, padding, paddingAfter, groups, height, width } = shape;
    const reach = dilation * (kernel - 1) + 1 - padding - paddingAfter;
    const reached = (out: number) => (out - 1) * stride + reach;
    const attributes = {
      kernel_shape: [kernel, kernel],
      strides: [stride, stride],
      pads: [padding, padding, paddingAfter, paddingAfter],
      dilations: [dilation, dilation],
      output_padding: [height - reached(shape.outHeight), width - reached(shape.outWidth)],
      group: groups,
    };
    return graph.op('ConvTranspose', [gradient, weight], attributes);
  },
};

/** 1 x 1, stride 1: one product W^T dY an image, without a transposed copy of W. */
const matrixProduct: Lowering = {
  name: 'matrixProduct',
  fits: isPointwise,
  lower: (graph, { batch, c, k, height, width }, gradient, weight) => {
    const kernels = graph.op('Reshape', [weight, graph.integers([1, k, c])]);
    const columns = graph.op('Reshape', [gradient, graph.integers([batch, k, height * width])]);
    const product = graph.op('FusedMatMul', [kernels, columns], { transA: 1 }, { domain: CONTRIB });
    return graph.op('Reshape', [product, graph.integers([batch, c, height, width])]);
  },
};

function isPointwise({ kernel, stride, padding, paddingAfter, groups }: ConvolutionShape): boolean {
  return kernel === 1 && stride === 1 && padding === 0 && paddingAfter === 0 && groups === 1;
}

/** Whether the gradient is a convolution that pads, and doesn't crop. */
export function turnsRound({ stride, padding, paddingAfter, kernel, dilation }: ConvolutionShape): boolean {
  return stride === 1 && Math.max(padding, paddingAfter) <= dilation * (kernel - 1);
}

/** Ways to get a convolution's gradient with regard to its input. */
export const INPUT_GRADIENT_LOWERINGS: readonly Lowering[] = [
  flippedConvolution,
  transposedConvolution,
  matrixProduct,
];
