import { CompilerError } from '../compiler-error.ts';
import type { Node } from '../node.ts';
import type { Operation } from '../operation.ts';
import { shapeError } from '../shape-error.ts';

/** Values side by side along their channels: [N, C1, ...] and [N, C2, ...] -> [N, C1 + C2, ...] */
export interface Concat {
  readonly kind: 'concat';
  readonly shape: readonly number[];
  readonly inputs: readonly Node[];
}

/** @throws CompilerError where there is nothing, or the values differ in more than their channels */
export function concat(values: readonly Node[]): Concat {
  const [first] = values;
  if (first === undefined) throw new CompilerError('concat', 'takes one value at least');
  const [n = 0, , ...places] = first.shape;
  const odd = values.find(({ shape: [m, , ...others] }) => m !== n || others.join() !== places.join());
  if (odd) throw shapeError('concat', 'values that differ in their channels alone', [first, odd]);
  const channels = values.reduce((sum, { shape }) => sum + (shape[1] ?? 0), 0);
  return Object.freeze({ kind: 'concat', shape: [n, channels, ...places], inputs: values });
}

export const concatOperation: Operation<Concat> = {
  lower: (node, { graph, value }) => graph.op('Concat', node.inputs.map(value), { axis: 1 }),
  differentiate: (node, gradient, { graph, wants }) => {
    let start = 0;
    return node.inputs.map((child) => {
      const [from, to] = [start, start + (child.shape[1] ?? 0)];
      start = to;
      if (!wants(child)) return undefined;
      const bounds = [from, to, 1].map((bound) => graph.integers([bound]));
      return graph.op('Slice', [gradient, ...bounds]);
    });
  },
};
