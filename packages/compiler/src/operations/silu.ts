import { liesInBlocks, pointwise } from '../lowerings/layouts.ts';
import type { Node } from '../node.ts';
import type { OnnxGraph } from '../onnx/onnx-graph.ts';
import type { Operation } from '../operation.ts';
import { channelLine } from './channel-line.ts';

/** x sigmoid(x), also called swish (Ramachandran et al. 2017). */
export interface Silu {
  readonly kind: 'silu';
  readonly shape: readonly number[];
  readonly inputs: readonly [Node];
}

export const silu = (x: Node): Silu => Object.freeze({ kind: 'silu', shape: x.shape, inputs: [x] as const });

export const siluOperation: Operation<Silu> = {
  lower: (node, { graph, value, save }) => {
    const x = value(node.inputs[0]);
    const s = pointwise(graph, 'Sigmoid', [x], node.shape);
    save(node, 'sigmoid', s);
    return pointwise(graph, 'Mul', [x, s], node.shape);
  },
  // With y = x s: y' = s + x s (1 - s) = s (1 + x - y)
  differentiate: (node, gradient, { graph, value, saved }) => {
    const [x, y, s] = [value(node.inputs[0]), value(node), saved(node, 'sigmoid')];
    const slope = pointwise(graph, 'Mul', [s, onePlusDifference(graph, node.shape, x, y)], node.shape);
    return [pointwise(graph, 'Mul', [gradient, slope], node.shape)];
  },
};

/** 1 + x - y: in blocks one pass. */
function onePlusDifference(graph: OnnxGraph, shape: readonly number[], x: string, y: string): string {
  if (!liesInBlocks(graph, y)) return graph.op('Add', [graph.op('Sub', [x, y]), graph.floats(1)]);
  const channels = shape[1] ?? 0;
  return channelLine(graph, y, shape, {
    scale: graph.filled(channels, -1),
    shift: graph.filled(channels, 1),
    plus: x,
  });
}
