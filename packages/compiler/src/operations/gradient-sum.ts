import { pointwise, spreadFrom } from '../lowerings/layouts.ts';
import type { OnnxGraph } from '../onnx/onnx-graph.ts';
import { mapLine } from './channel-line.ts';

/** The sum of two gradients of one shape. One that holds a single value a map is added without being written out. */
export function gradientSum(graph: OnnxGraph, a: string, b: string, shape: readonly number[]): string {
  for (const [map, other] of [
    [a, b],
    [b, a],
  ] as const) {
    const shift = spreadFrom(graph, other);
    if (shift !== undefined) return mapLine(graph, map, shape, { shift });
  }
  return pointwise(graph, 'Add', [a, b], shape);
}
