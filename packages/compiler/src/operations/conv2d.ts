import { CompilerError } from '../compiler-error.ts';
import type { Node } from '../node.ts';
import type { Operation } from '../operation.ts';
import { slidingSize } from './sliding-size.ts';

/** A convolution without bias: x [N, C, H, W], weight [K, C / groups, k, k] -> [N, K, P, Q]. Padding is symmetric. */
export interface Conv2d extends ConvolutionWindow {
  readonly kind: 'conv2d';
  readonly shape: readonly number[];
  readonly inputs: readonly [Node, Node];
}

export interface ConvolutionWindow {
  readonly stride: number;
  readonly padding: number;
  readonly dilation: number;
  readonly groups: number;
}

export function conv2d(x: Node, weight: Node, window: Partial<ConvolutionWindow> = {}): Conv2d {
  const { stride = 1, padding = 0, dilation = 1, groups = 1 } = window;
  const [n = 0, c = 0, h = 0, w = 0] = x.shape;
  const [k = 0, perGroup = 0, rows = 0, columns = 0] = weight.shape;
  if (
    x.shape.length !== 4 ||
    weight.shape.length !== 4 ||
    c !== perGroup * groups ||
    k % groups !== 0 ||
    rows !== columns
  )
    throw new CompilerError(
      'conv2d',
      `takes [N, C, H, W] and square kernels [K, C / ${groups}, k, k], not [${x.shape}] and [${weight.shape}]`,
    );
  const size = (length: number) => slidingSize('conv2d', length, { kernel: rows, stride, padding, dilation });
  return Object.freeze({
    kind: 'conv2d',
    shape: [n, k, size(h), size(w)],
    inputs: [x, weight] as const,
    stride,
    padding,
    dilation,
    groups,
  });
}

/** Everything that the choice of a lowering may depend on. */
export interface ConvolutionShape extends ConvolutionWindow {
  readonly batch: number;
  /** Channels in and out. */
  readonly c: number;
  readonly k: number;
  readonly height: number;
  readonly width: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly kernel: number;
}

export function convolutionShape(node: Conv2d): ConvolutionShape {
  const [x, weight] = node.inputs;
  const { stride, padding, dilation, groups } = node;
  const [batch = 0, c = 0, height = 0, width = 0] = x.shape;
  const [, k = 0, outHeight = 0, outWidth = 0] = node.shape;
  const kernel = weight.shape[2] ?? 0;
  return { batch, c, k, height, width, outHeight, outWidth, kernel, stride, padding, dilation, groups };
}

export const conv2dOperation: Operation<Conv2d> = {
  lower: (node, { graph, lowerings, value }) => {
    const [x, weight] = node.inputs;
    const shape = convolutionShape(node);
    return lowerings.convolution(shape).lower(graph, shape, value(x), value(weight));
  },
  differentiate: (node, gradient, { graph, lowerings, value, wants }) => {
    const [x, weight] = node.inputs;
    const shape = convolutionShape(node);
    return [
      wants(x) ? lowerings.inputGradient(shape).lower(graph, shape, gradient, value(weight)) : undefined,
      wants(weight) ? lowerings.weightGradient(shape).lower(graph, shape, gradient, value(x)) : undefined,
    ];
  },
};
