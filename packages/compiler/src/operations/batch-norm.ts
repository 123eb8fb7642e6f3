import { CompilerError } from '../compiler-error.ts';
import type { Node, Parameter } from '../node.ts';
import { CONTRIB, type OnnxGraph } from '../onnx/onnx-graph.ts';
import type { Operation } from '../operation.ts';

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
}

export function batchNorm(
  x: Node,
  name: string,
  parameters: { weight: Node; bias: Node; runningMean: Parameter; runningVariance: Parameter },
  epsilon = 1e-5,
): BatchNorm {
  const { weight, bias, runningMean, runningVariance } = parameters;
  const channels = x.shape[1];
  if (
    x.shape.length !== 4 ||
    [weight, bias, runningMean, runningVariance].some((p) => p.shape.join() !== `${channels}`)
  )
    throw new CompilerError(
      name,
      `normalizes [N, C, H, W] with parameters [C], not [${x.shape}] with [${weight.shape}]`,
    );
  return Object.freeze({
    kind: 'batchNorm',
    name,
    shape: x.shape,
    inputs: [x, weight, bias, runningMean, runningVariance] as const,
    epsilon,
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
    // Two passes, mean and then variance about it: E[x^2] - E[x]^2 would cancel where the mean is large. (onnxruntime's operator
    // in training mode is one node, but there is none for GPUs.)
    const channels = node.shape[1] ?? 0;
    const share = graph.floats(1 / normalizedCount(node));
    const mean = `mean/${node.name}`;
    const variance = `variance/${node.name}`;
    graph.op('Mul', [channelSum(graph, value(x)), share], {}, { output: mean });
    const zero = graph.filled(channels, 0);
    const centred = graph.op('Sub', [
      value(x),
      graph.op('Reshape', [mean, graph.integers([channels, 1, 1])]),
    ]);
    const squares = graph.op('ReduceSumSquare', [centred], { axes: [2, 3], keepdims: 0 });
    const sum = graph.op('ReduceSum', [squares, graph.integers([0])], { keepdims: 0 });
    graph.op('Mul', [sum, share], {}, { output: variance });
    graph.output(mean, runningMean.shape);
    graph.output(variance, runningVariance.shape);
    save(node, 'centred', centred);
    save(node, 'variance', variance);
    return graph.op('BatchNormalization', [centred, value(weight), value(bias), zero, variance], { epsilon });
  },

  /*
   * With z = x - mean, r = 1 / sqrt(variance + epsilon), M values a channel and g the gradient that comes in:
   *   bias'   = sum g
   *   weight' = r sum g z
   *   x'      = a g + b z + c,  a = weight r,  b = -a r weight' / M,  c = -a bias' / M
   * (Ioffe and Szegedy 2015, collected by powers of z, so that z is read twice and nothing is normalized again).
   */
  differentiate: (node, gradient, { graph, value, saved, wants }) => {
    const [x, weight] = node.inputs;
    const channels = node.shape[1] ?? 0;
    const share = graph.floats(-1 / normalizedCount(node));
    const centred = saved(node, 'centred');
    const variance = graph.op('Add', [saved(node, 'variance'), graph.floats(node.epsilon)]);
    const r = graph.op('Reciprocal', [graph.op('Sqrt', [variance])]);

    const sum = channelSum(graph, gradient);
    const weightGradient = graph.op('Mul', [r, channelProducts(graph, node.shape, gradient, centred)]);
    if (!wants(x)) return [undefined, weightGradient, sum, undefined, undefined];

    const a = graph.op('Mul', [value(weight), r]);
    const scaled = graph.op('Mul', [a, share]);
    const b = graph.op('Mul', [graph.op('Mul', [scaled, r]), weightGradient]);
    const c = graph.op('Mul', [scaled, sum]);
    const line = scaleAndShift(graph, centred, [b, c, graph.filled(channels, 0), graph.filled(channels, 1)]);
    const steep = graph.op('Mul', [gradient, graph.op('Reshape', [a, graph.integers([channels, 1, 1])])]);
    return [graph.op('Add', [steep, line]), weightGradient, sum, undefined, undefined];
  },
};

/** scale (x - mean) / sqrt(variance) + shift for each channel: an inference-mode batch normalization is one pass. */
const scaleAndShift = (
  graph: OnnxGraph,
  x: string,
  [scale, shift, mean, variance]: readonly [string, string, string, string],
): string => graph.op('BatchNormalization', [x, scale, shift, mean, variance], { epsilon: { float: 0 } });

/** For each channel the sum over images and places, first within each map: faster, and rounds less, than all at once. */
function channelSum(graph: OnnxGraph, x: string): string {
  const maps = graph.op('ReduceSum', [x, graph.integers([2, 3])], { keepdims: 0 });
  return graph.op('ReduceSum', [maps, graph.integers([0])], { keepdims: 0 });
}

/** For each channel the sum of a times b over images and places: [N, C, H, W] x [N, C, H, W] -> [C]. */
function channelProducts(graph: OnnxGraph, shape: readonly number[], a: string, b: string): string {
  const [n = 0, channels = 0, h = 0, w = 0] = shape;
  if (h * w < ROW_PRODUCT_LENGTH) return channelSum(graph, graph.op('Mul', [a, b]));
  const rows = graph.integers([n * channels, 1, h * w]);
  const operands = [graph.op('Reshape', [a, rows]), graph.op('Reshape', [b, rows])];
  const each = graph.op('FusedMatMul', operands, { transB: 1 }, { domain: CONTRIB });
  const byImage = graph.op('Reshape', [each, graph.integers([n, channels])]);
  return graph.op('ReduceSum', [byImage, graph.integers([0])], { keepdims: 0 });
}

/** From this length on, a product of rows costs less than writing all products and summing them. */
const ROW_PRODUCT_LENGTH = 196;
