import { CompilerError } from '../compiler-error.ts';
import type { Node } from '../node.ts';
import type { Operation } from '../operation.ts';

/** The sum of two values of one shape: the end of a residual block. */
export interface Add {
  readonly kind: 'add';
  readonly shape: readonly number[];
  readonly inputs: readonly [Node, Node];
}

export function add(a: Node, b: Node): Add {
  if (a.shape.join() !== b.shape.join())
    throw new CompilerError('add', `takes two values of one shape, not [${a.shape}] and [${b.shape}]`);
  return Object.freeze({ kind: 'add', shape: a.shape, inputs: [a, b] as const });
}

export const addOperation: Operation<Add> = {
  lower: (node, { graph, value }) => graph.op('Add', node.inputs.map(value)),
  differentiate: (node, gradient, { wants }) =>
    node.inputs.map((child) => (wants(child) ? gradient : undefined)),
};
