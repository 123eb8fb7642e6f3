import { CompilerError } from '../compiler-error.ts';
import { inBlocks, liesInBlocks, outOfBlocks } from '../lowerings/layouts.ts';
import { type Input, input, type Node } from '../node.ts';
import type { OnnxGraph } from '../onnx/onnx-graph.ts';
import type { Operation } from '../operation.ts';

/**
 * Values left out at random in training, the others scaled so that the expectation stays (torch.nn.Dropout); itself in
 * inference. What is left out is not drawn by the graph: it is fed uniform numbers [0, 1) as `noise/<name>`, in the shape
 * of x, or [N] where whole samples are left out (stochastic depth), and keeps what has no less than `rate`. So whoever
 * feeds the same numbers gets the same step.
 */
export interface Dropout {
  readonly kind: 'dropout';
  readonly shape: readonly number[];
  /** x and the noise. */
  readonly inputs: readonly [Node, Input];
  readonly rate: number;
}

/** The graph input of random numbers for the layer of that name. */
export const noiseName = (name: string): string => `noise/${name}`;

/** Leaves out single values. A rate of 0 is x itself. @throws CompilerError where the rate is not in [0, 1) */
export const dropout = (x: Node, options: { name: string; rate: number }): Node =>
  leavingOut('dropout', x, x.shape, options);

/** Leaves out whole samples of a residual branch (Huang et al. 2016; torchvision's mode "row"). */
export const stochasticDepth = (x: Node, options: { name: string; rate: number }): Node =>
  leavingOut('stochasticDepth', x, x.shape.slice(0, 1), options);

function leavingOut(
  operator: string,
  x: Node,
  noise: readonly number[],
  { name, rate }: { name: string; rate: number },
): Node {
  if (!(rate >= 0 && rate < 1))
    throw new CompilerError(`${name}, ${operator}`, `takes a rate of at least 0 and below 1, not ${rate}`);
  if (rate === 0) return x;
  const inputs = [x, input(noiseName(name), noise)] as const;
  return Object.freeze({ kind: 'dropout', shape: x.shape, inputs, rate });
}

export const dropoutOperation: Operation<Dropout> = {
  lower: (node, { graph, mode, value, save }) => {
    const [x, noise] = node.inputs;
    if (mode === 'inference') return value(x);
    const kept = graph.op('GreaterOrEqual', [value(noise), graph.floats(node.rate)]);
    const scale = graph.op('Where', [kept, graph.floats(1 / (1 - node.rate)), graph.floats(0)]);
    const full = [...noise.shape, ...x.shape.slice(noise.shape.length).map(() => 1)];
    const factor =
      noise.shape.length === x.shape.length ? scale : graph.op('Reshape', [scale, graph.integers(full)]);
    save(node, 'factor', factor);
    return times(graph, node, value(x), factor);
  },
  differentiate: (node, gradient, { graph, saved }) => [
    times(graph, node, gradient, saved(node, 'factor')),
    undefined,
  ],
};

/** A map in blocks keeps its samples apart: one factor a sample goes into it as it lies. */
function times(graph: OnnxGraph, { inputs: [x, noise] }: Dropout, value: string, factor: string): string {
  if (noise.shape.length !== 1 || !liesInBlocks(graph, value)) return graph.op('Mul', [value, factor]);
  return outOfBlocks(graph, graph.op('Mul', [inBlocks(graph, value), factor]), x.shape[1] ?? 0);
}
