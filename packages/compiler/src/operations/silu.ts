import type { Node } from '../node.ts';
import type { Operation } from '../operation.ts';

/** x sigmoid(x), also called swish (Ramachandran et al. 2017). */
export interface Silu {
  readonly kind: 'silu';
  readonly shape: readonly number[];
  readonly inputs: readonly [Node];
}

export const silu = (x: Node): Silu => Object.freeze({ kind: 'silu', shape: x.shape, inputs: [x] as const });

export const siluOperation: Operation<Silu> = {
  lower: (node, { graph, value, save }) => {
    const x = value(node.inputs[0]);
    const s = graph.op('Sigmoid', [x]);
    save(node, 'sigmoid', s);
    return graph.op('Mul', [x, s]);
  },
  // With y = x s: y' = s + x s (1 - s) = s + y (1 - s)
  differentiate: (node, gradient, { graph, value, saved }) => {
    const s = saved(node, 'sigmoid');
    const rest = graph.op('Mul', [value(node), graph.op('Sub', [graph.floats(1), s])]);
    return [graph.op('Mul', [gradient, graph.op('Add', [s, rest])])];
  },
};
