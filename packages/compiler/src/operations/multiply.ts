import type { Node } from '../node.ts';
import type { Operation } from '../operation.ts';
import { shapeError } from '../shape-error.ts';
import { mapProducts } from './map-products.ts';

/** The product, value by value, with another of the same shape, or with one factor a channel [N, C, 1, 1] (squeeze and excitation). */
export interface Multiply {
  readonly kind: 'multiply';
  readonly shape: readonly number[];
  readonly inputs: readonly [Node, Node];
}

export function multiply(a: Node, b: Node): Multiply {
  const [n, c] = a.shape;
  const fits = isSameShape(a, b) || (a.shape.length === 4 && b.shape.join() === `${n},${c},1,1`);
  if (!fits)
    throw shapeError('multiply', 'two values of one shape, or [N, C, H, W] and [N, C, 1, 1]', [a, b]);
  return Object.freeze({ kind: 'multiply', shape: a.shape, inputs: [a, b] as const });
}

export const multiplyOperation: Operation<Multiply> = {
  lower: (node, { graph, value }) => graph.op('Mul', node.inputs.map(value)),
  differentiate: (node, gradient, { graph, value, wants }) => {
    const [a, b] = node.inputs;
    const other = () =>
      isSameShape(a, b)
        ? graph.op('Mul', [gradient, value(a)])
        : mapProducts(graph, a.shape, gradient, value(a));
    return [wants(a) ? graph.op('Mul', [gradient, value(b)]) : undefined, wants(b) ? other() : undefined];
  },
};

const isSameShape = (a: Node, b: Node): boolean => a.shape.join() === b.shape.join();
