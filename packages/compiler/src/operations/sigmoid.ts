import type { Node } from '../node.ts';
import type { Operation } from '../operation.ts';

/** 1 / (1 + exp(-x)) */
export interface Sigmoid {
  readonly kind: 'sigmoid';
  readonly shape: readonly number[];
  readonly inputs: readonly [Node];
}

export const sigmoid = (x: Node): Sigmoid =>
  Object.freeze({ kind: 'sigmoid', shape: x.shape, inputs: [x] as const });

export const sigmoidOperation: Operation<Sigmoid> = {
  lower: (node, { graph, value }) => graph.op('Sigmoid', [value(node.inputs[0])]),
  // s' = s (1 - s)
  differentiate: (node, gradient, { graph, value }) => {
    const s = value(node);
    const slope = graph.op('Mul', [s, graph.op('Sub', [graph.floats(1), s])]);
    return [graph.op('Mul', [gradient, slope])];
  },
};
