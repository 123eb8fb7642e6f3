import { pointwise } from '../lowerings/layouts.ts';
import type { Node } from '../node.ts';
import type { OnnxGraph } from '../onnx/onnx-graph.ts';
import type { Operation } from '../operation.ts';
import { shapeError } from '../shape-error.ts';
import { mapLine } from './channel-line.ts';
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
  lower: (node, { graph, value }) => times(graph, node, value(node.inputs[0]), value(node.inputs[1])),
  differentiate: (node, gradient, { graph, value, wants }) => {
    const [a, b] = node.inputs;
    const other = () =>
      isSameShape(a, b)
        ? pointwise(graph, 'Mul', [gradient, value(a)], node.shape)
        : mapProducts(graph, a.shape, gradient, value(a));
    return [wants(a) ? times(graph, node, gradient, value(b)) : undefined, wants(b) ? other() : undefined];
  },
};

/** A value of the first factor's shape, times the second. */
function times(graph: OnnxGraph, { inputs: [a, b], shape }: Multiply, value: string, factor: string): string {
  return isSameShape(a, b)
    ? pointwise(graph, 'Mul', [value, factor], shape)
    : mapLine(graph, value, shape, { scale: factor });
}

const isSameShape = (a: Node, b: Node): boolean => a.shape.join() === b.shape.join();
