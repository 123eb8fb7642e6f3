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
  // With y = x s: y' = s + x s (1 - s) = s + y (1 - s), for which x need not be kept
  differentiate: (node, gradient, { graph, value, saved }) => {
    const [y, s] = [value(node), saved(node, 'sigmoid')];
    const rest = pointwise(graph, 'Mul', [y, oneMinus(graph, node.shape, s)], node.shape);
    const slope = pointwise(graph, 'Add', [s, rest], node.shape);
    return [pointwise(graph, 'Mul', [gradient, slope], node.shape)];
  },
};

function oneMinus(graph: OnnxGraph, shape: readonly number[], s: string): string {
  if (!liesInBlocks(graph, s)) return graph.op('Sub', [graph.floats(1), s]);
  const channels = shape[1] ?? 0;
  return channelLine(graph, s, shape, {
    scale: graph.filled(channels, -1),
    shift: graph.filled(channels, 1),
  });
}
