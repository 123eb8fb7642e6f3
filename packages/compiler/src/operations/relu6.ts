import type { Node } from '../node.ts';
import type { Operation } from '../operation.ts';

/** min(max(x, 0), 6) */
export interface Relu6 {
  readonly kind: 'relu6';
  readonly shape: readonly number[];
  readonly inputs: readonly [Node];
}

export const relu6 = (x: Node): Relu6 =>
  Object.freeze({ kind: 'relu6', shape: x.shape, inputs: [x] as const });

const STEEP = 2 ** 120;

export const relu6Operation: Operation<Relu6> = {
  lower: (node, { graph, value }) =>
    graph.op('Clip', [value(node.inputs[0]), graph.floats(0), graph.floats(6)]),
  // 1 between 0 and 6, and 0 at both ends, as PyTorch has it: two steep lines cut off at 0 and 1 (see `relu.ts`). A power of
  // two keeps the second exactly 0 at 6.
  differentiate: (node, gradient, { graph, value }) => {
    const step = (alpha: number, beta: number) =>
      graph.op('HardSigmoid', [value(node)], { alpha: { float: alpha }, beta: { float: beta } });
    const below = graph.op('Mul', [gradient, step(-STEEP, 6 * STEEP)]);
    return [graph.op('Mul', [below, step(3e38, 0)])];
  },
};
