import type { Node } from '../node.ts';
import type { Operation } from '../operation.ts';
import { shapeError } from '../shape-error.ts';

/** x W^T + b: [N, I] -> [N, O]; weight [O, I], bias [O]. */
export interface Linear {
  readonly kind: 'linear';
  readonly shape: readonly number[];
  readonly inputs: readonly [Node, Node, Node];
}

export function linear(x: Node, weight: Node, bias: Node): Linear {
  const [n = 0, i] = x.shape;
  const [o = 0, inputs] = weight.shape;
  if (x.shape.length !== 2 || i !== inputs || bias.shape.join() !== `${o}`)
    throw shapeError('linear', '[N, I], a weight [O, I] and a bias [O]', [x, weight, bias]);
  return Object.freeze({ kind: 'linear', shape: [n, o], inputs: [x, weight, bias] as const });
}

export const linearOperation: Operation<Linear> = {
  lower: (node, { graph, value }) => graph.op('Gemm', node.inputs.map(value), { transB: 1 }),
  differentiate: (node, gradient, { graph, value, wants }) => {
    const [x, weight, bias] = node.inputs;
    return [
      wants(x) ? graph.op('Gemm', [gradient, value(weight)]) : undefined,
      wants(weight) ? graph.op('Gemm', [gradient, value(x)], { transA: 1 }) : undefined,
      wants(bias) ? graph.op('ReduceSum', [gradient, graph.integers([0])], { keepdims: 0 }) : undefined,
    ];
  },
};
