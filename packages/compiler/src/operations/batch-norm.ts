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
    // With momentum 0 the new running statistics are the batch's own; what they would be mixed with does not matter.
    const channels = node.shape[1] ?? 0;
    const unused = graph.filled(channels, 0);
    const output = graph.name('BatchNormalization');
    const mean = `mean/${node.name}`;
    const variance = `variance/${node.name}`;
    graph.ops(
      'BatchNormalization',
      [value(x), value(weight), value(bias), unused, unused],
      { epsilon, momentum: { float: 0 }, training_mode: 1 },
      [output, mean, variance],
    );
    graph.output(mean, runningMean.shape);
    graph.output(variance, runningVariance.shape);
    save(node, 'mean', mean);
    save(node, 'variance', variance);
    return output;
  },

  /*
   * With r = 1 / sqrt(variance + epsilon), M values a channel and g the gradient that comes in:
   *   bias'   = sum g
   *   weight' = r (sum g x - mean sum g)
   *   x'      = a g + b x + c,  a = weight r,  b = -a r weight' / M,  c = -a bias' / M - b mean
   * (Ioffe and Szegedy 2015, collected by powers of x, so that x is read twice and nothing is normalized again).
   */
  differentiate: (node, gradient, { graph, value, saved, wants }) => {
    const [x, weight] = node.inputs;
    const channels = node.shape[1] ?? 0;
    const count = graph.floats(normalizedCount(node));
    const mean = saved(node, 'mean');
    const variance = graph.op('Add', [saved(node, 'variance'), graph.floats(node.epsilon)]);
    const r = graph.op('Reciprocal', [graph.op('Sqrt', [variance])]);

    const sum = graph.op('ReduceSum', [gradient, graph.integers([0, 2, 3])], { keepdims: 0 });
    const product = channelProducts(graph, node.shape, gradient, value(x));
    const centred = graph.op('Sub', [product, graph.op('Mul', [mean, sum])]);
    const weightGradient = graph.op('Mul', [r, centred]);
    if (!wants(x)) return [undefined, weightGradient, sum, undefined, undefined];

    const a = graph.op('Mul', [value(weight), r]);
    const slope = graph.op('Div', [graph.op('Mul', [graph.op('Mul', [a, r]), weightGradient]), count]);
    const b = graph.op('Neg', [slope]);
    const shift = graph.op('Sub', [
      graph.op('Mul', [slope, mean]),
      graph.op('Div', [graph.op('Mul', [a, sum]), count]),
    ]);
    const perChannel = graph.integers([channels, 1, 1]);
    // An inference-mode batch normalization with mean 0 and variance 1 is a threaded pass that computes b x + c.
    const line = graph.op(
      'BatchNormalization',
      [value(x), b, shift, graph.filled(channels, 0), graph.filled(channels, 1)],
      { epsilon: { float: 0 } },
    );
    const scaled = graph.op('Mul', [gradient, graph.op('Reshape', [a, perChannel])]);
    return [graph.op('Add', [scaled, line]), weightGradient, sum, undefined, undefined];
  },
};

/** For each channel the sum of a times b over images and places: [N, C, H, W] x [N, C, H, W] -> [C]. */
function channelProducts(graph: OnnxGraph, shape: readonly number[], a: string, b: string): string {
  const [n = 0, channels = 0, h = 0, w = 0] = shape;
  if (h * w < ROW_PRODUCT_LENGTH)
    return graph.op('ReduceSum', [graph.op('Mul', [a, b]), graph.integers([0, 2, 3])], { keepdims: 0 });
  const rows = graph.integers([n * channels, 1, h * w]);
  const operands = [graph.op('Reshape', [a, rows]), graph.op('Reshape', [b, rows])];
  const each = graph.op('FusedMatMul', operands, { transB: 1 }, { domain: CONTRIB });
  const byImage = graph.op('Reshape', [each, graph.integers([n, channels])]);
  return graph.op('ReduceSum', [byImage, graph.integers([0])], { keepdims: 0 });
}

/** From this length on, a product of rows costs less than writing all products and summing them. */
const ROW_PRODUCT_LENGTH = 196;
