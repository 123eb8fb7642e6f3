import type { Node, Parameter } from '../node.ts';
import type { Operation } from '../operation.ts';
import { shapeError } from '../shape-error.ts';
import { channelLine } from './channel-line.ts';
import { channelProducts } from './channel-products.ts';
import { channelSum } from './channel-sum.ts';

/**
 * Batch normalization over [N, C, H, W]. In training with the batch's own mean and biased variance, which become outputs
 * (`mean/<name>` and `variance/<name>`); in inference with the running statistics.
 */
export interface BatchNorm {
  readonly kind: 'batchNorm';
  readonly name: string;
  readonly shape: readonly number[];
  /** x, weight, bias, running mean, running variance. */
  readonly inputs: readonly [Node, Node, Node, Parameter, Parameter];
  readonly epsilon: number;
  /** How far a step moves the running statistics towards the batch's. */
  readonly momentum: number;
}

/** @param options as PyTorch's: epsilon 1e-5 and momentum .1 by default */
export function batchNorm(
  x: Node,
  name: string,
  parameters: { weight: Node; bias: Node; runningMean: Parameter; runningVariance: Parameter },
  options: { readonly epsilon?: number | undefined; readonly momentum?: number | undefined } = {},
): BatchNorm {
  const { weight, bias, runningMean, runningVariance } = parameters;
  const channels = x.shape[1];
  if (
    x.shape.length !== 4 ||
    [weight, bias, runningMean, runningVariance].some((p) => p.shape.join() !== `${channels}`)
  )
    throw shapeError('batchNorm', '[N, C, H, W] and parameters [C]', [
      x,
      weight,
      bias,
      runningMean,
      runningVariance,
    ]);
  return Object.freeze({
    kind: 'batchNorm',
    name,
    shape: x.shape,
    inputs: [x, weight, bias, runningMean, runningVariance] as const,
    epsilon: options.epsilon ?? 1e-5,
    momentum: options.momentum ?? 0.1,
  });
}

/** Values behind one mean: N x H x W. */
export const normalizedCount = (node: BatchNorm): number =>
  (node.shape[0] ?? 0) * (node.shape[2] ?? 0) * (node.shape[3] ?? 0);

export const batchNormOperation: Operation<BatchNorm> = {
  lower: (node, { graph, mode, value, save }) => {
    const [x, weight, bias, runningMean, runningVariance] = node.inputs;
    const epsilon = { float: node.epsilon };
    if (mode === 'inference') return graph.op('BatchNormalization', node.inputs.map(value), { epsilon });
    if (normalizedCount(node) < 2)
      throw shapeError('batchNorm', 'in training more than one value a channel', [x]);
    // Two passes, mean and then variance about it: E[x^2] - E[x]^2 would cancel where the mean is large. (onnxruntime's operator
    // in training mode is one node, but there is none for GPUs.)
    const share = graph.floats(1 / normalizedCount(node));
    const mean = `mean/${node.name}`;
    const variance = `variance/${node.name}`;
    graph.op('Mul', [channelSum(graph, value(x), node.shape), share], {}, { output: mean });
    const centred = channelLine(graph, value(x), node.shape, { shift: graph.op('Neg', [mean]) });
    graph.op('Mul', [channelProducts(graph, node.shape, centred, centred), share], {}, { output: variance });
    graph.output(mean, runningMean.shape);
    graph.output(variance, runningVariance.shape);
    const widened = graph.op('Add', [variance, graph.floats(node.epsilon)]);
    const r = graph.op('Reciprocal', [graph.op('Sqrt', [widened])]);
    save(node, 'centred', centred);
    save(node, 'r', r);
    const scale = graph.op('Mul', [value(weight), r]);
    save(node, 'scale', scale);
    return channelLine(graph, centred, node.shape, { scale, shift: value(bias) });
  },

  /*
   * With z = x - mean, r = 1 / sqrt(variance + epsilon), M values a channel and g the gradient that comes in:
   *   bias'   = sum g
   *   weight' = r sum g z
   *   x'      = a g + b z + c,  a = weight r,  b = -a r weight' / M,  c = -a bias' / M
   * (Ioffe and Szegedy 2015, collected by powers of z, so that z is read twice and nothing is normalized again).
   */
  differentiate: (node, gradient, { graph, saved, wants }) => {
    const [x] = node.inputs;
    const share = graph.floats(-1 / normalizedCount(node));
    const [centred, r, a] = [saved(node, 'centred'), saved(node, 'r'), saved(node, 'scale')];

    const sum = channelSum(graph, gradient, node.shape);
    const weightGradient = graph.op('Mul', [r, channelProducts(graph, node.shape, gradient, centred)]);
    if (!wants(x)) return [undefined, weightGradient, sum, undefined, undefined];

    const scaled = graph.op('Mul', [a, share]);
    const b = graph.op('Mul', [graph.op('Mul', [scaled, r]), weightGradient]);
    const c = graph.op('Mul', [scaled, sum]);
    const line = channelLine(graph, centred, node.shape, { scale: b, shift: c });
    const slope = channelLine(graph, gradient, node.shape, { scale: a, plus: line });
    return [slope, weightGradient, sum, undefined, undefined];
  },
};
