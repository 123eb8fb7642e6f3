import { CompilerError } from '../compiler-error.ts';
import type { Node } from '../node.ts';
import type { Operation } from '../operation.ts';
import { shapeError } from '../shape-error.ts';
import { channelSum } from './channel-sum.ts';
import { slidingSize } from './sliding-size.ts';

/** A convolution: x [N, C, H, W], weight [K, C / groups, k, k], perhaps a bias [K] -> [N, K, P, Q]. */
export interface Conv2d extends ConvolutionWindow {
  readonly kind: 'conv2d';
  readonly shape: readonly number[];
  readonly inputs: readonly [Node, Node] | readonly [Node, Node, Node];
}

export interface ConvolutionWindow {
  readonly stride: number;
  /** Zeros above and to the left of the map. */
  readonly padding: number;
  /** Zeros below and to the right. */
  readonly paddingAfter: number;
  readonly dilation: number;
  readonly groups: number;
}

export interface ConvolutionOptions {
  readonly stride?: number;
  /** On all sides alike, or before and after each row and column (TensorFlow's "same" pads more after). */
  readonly padding?: number | { readonly before: number; readonly after: number };
  readonly dilation?: number;
  /** Channels in and out fall into so many groups that don't see each other; as many as channels: depthwise. */
  readonly groups?: number;
  readonly bias?: Node;
}

/** @throws CompilerError where the shapes don't fit each other, naming the weight's layer */
export function conv2d(x: Node, weight: Node, options: ConvolutionOptions = {}): Conv2d {
  const { stride = 1, dilation = 1, groups = 1, bias } = options;
  const { before, after } = bothSides(options.padding ?? 0);
  const [n = 0, c = 0, h = 0, w = 0] = x.shape;
  const [k = 0, perGroup = 0, rows = 0, columns = 0] = weight.shape;
  if (
    x.shape.length !== 4 ||
    weight.shape.length !== 4 ||
    c !== perGroup * groups ||
    k % groups !== 0 ||
    rows !== columns
  )
    throw shapeError('conv2d', `[N, C, H, W] and square kernels [K, C / ${groups}, k, k]`, [x, weight]);
  if (bias !== undefined && bias.shape.join() !== `${k}`)
    throw shapeError('conv2d', 'kernels [K, C, k, k] and a bias [K]', [weight, bias]);
  const size = (length: number) => {
    const found = slidingSize(length, {
      kernel: rows,
      stride,
      padding: before,
      paddingAfter: after,
      dilation,
    });
    if (found < 1) throw shapeError('conv2d', 'maps that its kernel has a place on', [x, weight]);
    return found;
  };
  return Object.freeze({
    kind: 'conv2d',
    shape: [n, k, size(h), size(w)],
    inputs: bias === undefined ? ([x, weight] as const) : ([x, weight, bias] as const),
    stride,
    padding: before,
    paddingAfter: after,
    dilation,
    groups,
  });
}

function bothSides(padding: NonNullable<ConvolutionOptions['padding']>): { before: number; after: number } {
  const sides = typeof padding === 'number' ? { before: padding, after: padding } : padding;
  if (!(sides.before >= 0 && sides.after >= 0))
    throw new CompilerError('conv2d', `cannot pad by ${sides.before} and ${sides.after}`);
  return sides;
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
  const { stride, padding, paddingAfter, dilation, groups } = node;
  const [batch = 0, c = 0, height = 0, width = 0] = x.shape;
  const [, k = 0, outHeight = 0, outWidth = 0] = node.shape;
  const kernel = weight.shape[2] ?? 0;
  const sizes = { batch, c, k, height, width, outHeight, outWidth, kernel };
  return { ...sizes, stride, padding, paddingAfter, dilation, groups };
}

export const conv2dOperation: Operation<Conv2d> = {
  lower: (node, { graph, lowerings, value }) => {
    const [x, weight, bias] = node.inputs;
    const shape = convolutionShape(node);
    const way = lowerings.convolution(shape);
    if (bias === undefined) return way.lower(graph, shape, value(x), value(weight));
    if (way.addsBias) return way.lower(graph, shape, value(x), value(weight), value(bias));
    const places = graph.op('Reshape', [value(bias), graph.integers([shape.k, 1, 1])]);
    return graph.op('Add', [way.lower(graph, shape, value(x), value(weight)), places]);
  },
  differentiate: (node, gradient, { graph, lowerings, value, wants }) => {
    const [x, weight, bias] = node.inputs;
    const shape = convolutionShape(node);
    return [
      wants(x) ? lowerings.inputGradient(shape).lower(graph, shape, gradient, value(weight)) : undefined,
      wants(weight) ? lowerings.weightGradient(shape).lower(graph, shape, gradient, value(x)) : undefined,
      bias && wants(bias) ? channelSum(graph, gradient, node.shape) : undefined,
    ];
  },
};
