import { pointwise } from '../lowerings/layouts.ts';
import type { Node } from '../node.ts';
import type { Operation } from '../operation.ts';
import { shapeError } from '../shape-error.ts';

/** The sum of two values of one shape: the end of a residual block. */
export interface Add {
  readonly kind: 'add';
  readonly shape: readonly number[];
  readonly inputs: readonly [Node, Node];
}

export function add(a: Node, b: Node): Add {
  if (a.shape.join() !== b.shape.join()) throw shapeError('add', 'two values of one shape', [a, b]);
  return Object.freeze({ kind: 'add', shape: a.shape, inputs: [a, b] as const });
}

export const addOperation: Operation<Add> = {
  lower: (node, { graph, value }) => pointwise(graph, 'Add', node.inputs.map(value), node.shape),
  differentiate: (node, gradient, { wants }) =>
    node.inputs.map((child) => (wants(child) ? gradient : undefined)),
};
