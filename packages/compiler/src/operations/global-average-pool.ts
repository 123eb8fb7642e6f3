import { inBlocks, liesInBlocks, spread } from '../lowerings/layouts.ts';
import type { Node } from '../node.ts';
import { BLOCKED } from '../onnx/onnx-graph.ts';
import type { Operation } from '../operation.ts';
import { shapeError } from '../shape-error.ts';

/** The mean over a map: [N, C, H, W] -> [N, C]. */
export interface GlobalAveragePool {
  readonly kind: 'globalAveragePool';
  readonly shape: readonly number[];
  readonly inputs: readonly [Node];
}

/** @param options `keepPlaces`: [N, C, 1, 1] in place of [N, C] */
export function globalAveragePool(x: Node, options: { readonly keepPlaces?: true } = {}): GlobalAveragePool {
  const [n, c, h, w] = x.shape;
  if (n === undefined || c === undefined || h === undefined || w === undefined)
    throw shapeError('globalAveragePool', '[N, C, H, W]', [x]);
  return Object.freeze({
    kind: 'globalAveragePool',
    shape: options.keepPlaces ? [n, c, 1, 1] : [n, c],
    inputs: [x] as const,
  });
}

export const globalAveragePoolOperation: Operation<GlobalAveragePool> = {
  lower: (node, { graph, value }) => {
    const x = value(node.inputs[0]);
    // Of one pixel, channels lie in their order in blocks too.
    const means = liesInBlocks(graph, x)
      ? graph.op('GlobalAveragePool', [inBlocks(graph, x)], {}, { domain: BLOCKED })
      : graph.op('GlobalAveragePool', [x]);
    return node.shape.length === 4 ? means : graph.op('Flatten', [means], { axis: 1 });
  },
  differentiate: (node, gradient, { graph }) => {
    const [n = 0, c = 0, h = 0, w = 0] = node.inputs[0].shape;
    const share = graph.op('Mul', [gradient, graph.floats(1 / (h * w))]);
    const column = graph.op('Reshape', [share, graph.integers([n, c, 1, 1])]);
    return [spread(graph, column, [n, c, h, w])];
  },
};
