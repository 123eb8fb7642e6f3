import { CompilerError } from '../compiler-error.ts';
import type { Node } from '../node.ts';
import type { Operation } from '../operation.ts';
import { elementCount } from '../tensor.ts';
import { slidingSize } from './sliding-size.ts';

/** The largest value under a square window; what lies outside the map is never the largest. */
export interface MaxPool {
  readonly kind: 'maxPool';
  readonly shape: readonly number[];
  readonly inputs: readonly [Node];
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
}

export function maxPool(
  x: Node,
  { kernel, stride, padding }: Pick<MaxPool, 'kernel' | 'stride' | 'padding'>,
): MaxPool {
  const [n = 0, c = 0, h = 0, w = 0] = x.shape;
  if (x.shape.length !== 4) throw new CompilerError('maxPool', `takes [N, C, H, W], not [${x.shape}]`);
  const size = (length: number) => slidingSize('maxPool', length, { kernel, stride, padding, dilation: 1 });
  const shape = [n, c, size(h), size(w)];
  return Object.freeze({ kind: 'maxPool', shape, inputs: [x] as const, kernel, stride, padding });
}

export const maxPoolOperation: Operation<MaxPool> = {
  lower: (node, { graph, mode, value, save }) => {
    const { kernel, stride, padding } = node;
    const attributes = {
      kernel_shape: [kernel, kernel],
      strides: [stride, stride],
      pads: [padding, padding, padding, padding],
    };
    const x = value(node.inputs[0]);
    if (mode === 'inference') return graph.op('MaxPool', [x], attributes);
    const output = graph.name('MaxPool');
    const indices = graph.name('MaxPoolIndices');
    graph.ops('MaxPool', [x], attributes, [output, indices]);
    save(node, 'indices', indices);
    return output;
  },
  // Windows overlap, so what several of them chose receives the sum: a scatter that adds, over the flattened tensor,
  // which is what MaxPool's indices count in.
  differentiate: (node, gradient, { graph, saved }) => {
    const from = node.inputs[0].shape;
    const flat = graph.integers([-1]);
    const zeros = graph.op('Expand', [graph.floats(0), graph.integers([elementCount(from)])]);
    const indices = graph.op('Reshape', [saved(node, 'indices'), flat]);
    const updates = graph.op('Reshape', [gradient, flat]);
    const sum = graph.op('ScatterElements', [zeros, indices, updates], { axis: 0, reduction: 'add' });
    return [graph.op('Reshape', [sum, graph.integers(from)])];
  },
};
