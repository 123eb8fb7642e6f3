import { comparedMaximumGradient } from '../lowerings/compared-maximum.ts';
import type { Node } from '../node.ts';
import type { Operation } from '../operation.ts';
import { shapeError } from '../shape-error.ts';
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
  if (x.shape.length !== 4) throw shapeError('maxPool', '[N, C, H, W]', [x]);
  const window = { kernel, stride, padding, paddingAfter: padding, dilation: 1 };
  const shape = [n, c, slidingSize(h, window), slidingSize(w, window)];
  if (shape.some((size) => size < 1)) throw shapeError('maxPool', `maps of ${kernel} pixels at least`, [x]);
  return Object.freeze({ kind: 'maxPool', shape, inputs: [x] as const, kernel, stride, padding });
}

export const maxPoolOperation: Operation<MaxPool> = {
  lower: (node, { graph, mode, lowerings, value, save }) => {
    const { kernel, stride, padding } = node;
    const attributes = {
      kernel_shape: [kernel, kernel],
      strides: [stride, stride],
      pads: [padding, padding, padding, padding],
    };
    const x = value(node.inputs[0]);
    if (mode === 'inference' || lowerings.target === 'gpu') return graph.op('MaxPool', [x], attributes);
    const output = graph.name('MaxPool');
    const indices = graph.name('MaxPoolIndices');
    graph.ops('MaxPool', [x], attributes, [output, indices]);
    save(node, 'indices', indices);
    return output;
  },
  // Windows overlap, so what several of them chose receives the sum: a scatter that adds, over the flattened tensor,
  // which is what MaxPool's indices count in.
  differentiate: (node, gradient, { graph, lowerings, value, saved }) => {
    const [x] = node.inputs;
    const from = x.shape;
    if (lowerings.target === 'gpu') {
      const values = { x: value(x), y: value(node), gradient };
      return [comparedMaximumGradient(graph, node, { x: from, y: node.shape }, values)];
    }
    const flat = graph.integers([-1]);
    const zeros = graph.op('Expand', [graph.floats(0), graph.integers([elementCount(from)])]);
    const indices = graph.op('Reshape', [saved(node, 'indices'), flat]);
    const updates = graph.op('Reshape', [gradient, flat]);
    const sum = graph.op('ScatterElements', [zeros, indices, updates], { axis: 0, reduction: 'add' });
    return [graph.op('Reshape', [sum, graph.integers(from)])];
  },
};
