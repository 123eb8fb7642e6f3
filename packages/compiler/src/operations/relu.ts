import type { Node } from '../node.ts';
import type { Operation } from '../operation.ts';

/** max(x, 0) */
export interface Relu {
  readonly kind: 'relu';
  readonly shape: readonly number[];
  readonly inputs: readonly [Node];
}

export const relu = (x: Node): Relu => Object.freeze({ kind: 'relu', shape: x.shape, inputs: [x] as const });

export const reluOperation: Operation<Relu> = {
  lower: (node, { graph, value }) => graph.op('Relu', [value(node.inputs[0])]),
  // The derivative at 0 is 0, as PyTorch has it; the sign of the result (0 or 1) is the mask.
  differentiate: (node, gradient, { graph, value }) => [
    graph.op('Mul', [gradient, graph.op('Sign', [value(node)])]),
  ],
};
