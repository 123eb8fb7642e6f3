import type { Node, Parameter } from '../node.ts';
import type { OnnxGraph } from '../onnx/onnx-graph.ts';
import type { GradientContext, LowerContext, Operation } from '../operation.ts';
import type { BatchNorm } from './batch-norm.ts';

/*
 * A batch normalization with fixed statistics does to each channel what its convolution can do itself. With
 * r = 1 / sqrt(variance + epsilon) and the norm's weight w and bias b:
 *   kernels' = kernels w r,   bias' = b + (bias - mean) w r
 */

/** The kernels [K, C / groups, k, k] of a convolution that does its norm's scaling. */
export interface FoldedKernels {
  readonly kind: 'foldedKernels';
  readonly shape: readonly number[];
  /** Kernels, the norm's weight and running variance. */
  readonly inputs: readonly [Node, Node, Parameter];
  readonly epsilon: number;
}

/** The bias [K] of a convolution that does its norm's shift. */
export interface FoldedBias {
  readonly kind: 'foldedBias';
  readonly shape: readonly number[];
  /** The norm's weight, bias, running mean and running variance, and perhaps the bias that the convolution had. */
  readonly inputs:
    | readonly [Node, Node, Parameter, Parameter]
    | readonly [Node, Node, Parameter, Parameter, Node];
  readonly epsilon: number;
}

export const foldedKernels = (kernels: Node, { inputs, epsilon }: BatchNorm): FoldedKernels =>
  Object.freeze({
    kind: 'foldedKernels',
    shape: kernels.shape,
    inputs: [kernels, inputs[1], inputs[4]] as const,
    epsilon,
  });

export function foldedBias(bias: Node | undefined, { inputs, epsilon }: BatchNorm): FoldedBias {
  const [, weight, shift, mean, variance] = inputs;
  const own = [weight, shift, mean, variance] as const;
  const all = bias === undefined ? own : ([...own, bias] as const);
  return Object.freeze({ kind: 'foldedBias', shape: weight.shape, inputs: all, epsilon });
}

export const foldedKernelsOperation: Operation<FoldedKernels> = {
  lower: (node, context) => {
    const [kernels, weight, variance] = node.inputs;
    const { graph, value } = context;
    const scale = graph.op('Mul', [value(weight), reciprocal(context, variance, node.epsilon)]);
    return graph.op('Mul', [value(kernels), column(graph, node, scale)]);
  },
  differentiate: (node, gradient, context) => {
    const [kernels, weight, variance] = node.inputs;
    const { graph, value, wants } = context;
    const r = reciprocal(context, variance, node.epsilon);
    const scale = () => column(graph, node, graph.op('Mul', [value(weight), r]));
    const sums = () => {
      const products = graph.op('Mul', [gradient, value(kernels)]);
      return graph.op('ReduceSum', [products, graph.integers([1, 2, 3])], { keepdims: 0 });
    };
    return [
      wants(kernels) ? graph.op('Mul', [gradient, scale()]) : undefined,
      wants(weight) ? graph.op('Mul', [sums(), r]) : undefined,
      undefined,
    ];
  },
};

export const foldedBiasOperation: Operation<FoldedBias> = {
  lower: (node, context) => {
    const [weight, shift, , variance] = node.inputs;
    const { graph, value } = context;
    const scale = graph.op('Mul', [value(weight), reciprocal(context, variance, node.epsilon)]);
    return graph.op('Add', [value(shift), graph.op('Mul', [aboutMean(node, context), scale])]);
  },
  differentiate: (node, gradient, context) => {
    const [weight, shift, , variance, bias] = node.inputs;
    const { graph, value, wants } = context;
    const scaled = graph.op('Mul', [gradient, reciprocal(context, variance, node.epsilon)]);
    return [
      wants(weight) ? graph.op('Mul', [scaled, aboutMean(node, context)]) : undefined,
      wants(shift) ? gradient : undefined,
      undefined,
      undefined,
      bias && wants(bias) ? graph.op('Mul', [scaled, value(weight)]) : undefined,
    ];
  },
};

type Context = LowerContext | GradientContext;

/** bias - mean */
function aboutMean({ inputs }: FoldedBias, { graph, value }: Context): string {
  const [, , mean, , bias] = inputs;
  return bias ? graph.op('Sub', [value(bias), value(mean)]) : graph.op('Neg', [value(mean)]);
}

/** 1 / sqrt(variance + epsilon) */
function reciprocal({ graph, value }: Context, variance: Node, epsilon: number): string {
  const sum = graph.op('Add', [value(variance), graph.floats(epsilon)]);
  return graph.op('Reciprocal', [graph.op('Sqrt', [sum])]);
}

const column = (graph: OnnxGraph, { shape: [k = 0] }: FoldedKernels, values: string): string =>
  graph.op('Reshape', [values, graph.integers([k, 1, 1, 1])]);
