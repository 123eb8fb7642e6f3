import { CompilerError } from '../compiler-error.ts';
import type { Node } from '../node.ts';
import type { Operation } from '../operation.ts';

/** The mean over a map: [N, C, H, W] -> [N, C]. */
export interface GlobalAveragePool {
  readonly kind: 'globalAveragePool';
  readonly shape: readonly number[];
  readonly inputs: readonly [Node];
}

export function globalAveragePool(x: Node): GlobalAveragePool {
  const [n, c, h, w] = x.shape;
  if (n === undefined || c === undefined || h === undefined || w === undefined)
    throw new CompilerError('globalAveragePool', `takes [N, C, H, W], not [${x.shape}]`);
  return Object.freeze({ kind: 'globalAveragePool', shape: [n, c], inputs: [x] as const });
}

export const globalAveragePoolOperation: Operation<GlobalAveragePool> = {
  lower: (node, { graph, value }) =>
    graph.op('Flatten', [graph.op('GlobalAveragePool', [value(node.inputs[0])])], { axis: 1 }),
  differentiate: (node, gradient, { graph }) => {
    const [n = 0, c = 0, h = 0, w = 0] = node.inputs[0].shape;
    const share = graph.op('Mul', [gradient, graph.floats(1 / (h * w))]);
    const column = graph.op('Reshape', [share, graph.integers([n, c, 1, 1])]);
    return [graph.op('Expand', [column, graph.integers([n, c, h, w])])];
  },
};
