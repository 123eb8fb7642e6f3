import type { Node } from '../node.ts';
import type { Operation } from '../operation.ts';
import { shapeError } from '../shape-error.ts';
import type { ConvolutionShape } from './conv2d.ts';
import { slidingSize } from './sliding-size.ts';

/** The mean under a square window; zeros of the padding count, as by torch's default. [N, C, H, W] -> [N, C, P, Q] */
export interface AveragePool {
  readonly kind: 'averagePool';
  readonly shape: readonly number[];
  readonly inputs: readonly [Node];
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
}

/** @throws CompilerError where a window could lie in the padding alone, or has no place */
export function averagePool(
  x: Node,
  { kernel, stride, padding = 0 }: { kernel: number; stride: number; padding?: number },
): AveragePool {
  const [n = 0, c = 0, h = 0, w = 0] = x.shape;
  if (x.shape.length !== 4) throw shapeError('averagePool', '[N, C, H, W]', [x]);
  const window = { kernel, stride, padding, paddingAfter: padding, dilation: 1 };
  const shape = [n, c, slidingSize(h, window), slidingSize(w, window)];
  if (shape.some((size) => size < 1) || 2 * padding > kernel)
    throw shapeError('averagePool', `maps that windows of ${kernel}, padded by ${padding}, fit on`, [x]);
  return Object.freeze({ kind: 'averagePool', shape, inputs: [x] as const, kernel, stride, padding });
}

export const averagePoolOperation: Operation<AveragePool> = {
  lower: (node, { graph, value }) => {
    const { kernel, stride, padding } = node;
    return graph.op('AveragePool', [value(node.inputs[0])], {
      kernel_shape: [kernel, kernel],
      strides: [stride, stride],
      pads: [padding, padding, padding, padding],
      count_include_pad: 1,
    });
  },
  // A depthwise convolution whose kernels are one constant: its gradient is that convolution's.
  differentiate: (node, gradient, { graph, lowerings }) => {
    const { kernel } = node;
    const shape = asConvolution(node);
    const share = graph.filled(shape.c * kernel * kernel, 1 / (kernel * kernel));
    const kernels = graph.op('Reshape', [share, graph.integers([shape.c, 1, kernel, kernel])]);
    return [lowerings.inputGradient(shape).lower(graph, shape, gradient, kernels)];
  },
};

function asConvolution({ inputs, shape, kernel, stride, padding }: AveragePool): ConvolutionShape {
  const [batch = 0, c = 0, height = 0, width = 0] = inputs[0].shape;
  const [, , outHeight = 0, outWidth = 0] = shape;
  const window = { kernel, stride, padding, paddingAfter: padding, dilation: 1 };
  return { batch, c, k: c, groups: c, height, width, outHeight, outWidth, ...window };
}
