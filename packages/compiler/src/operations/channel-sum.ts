import { liesInBlocks } from '../lowerings/layouts.ts';
import type { OnnxGraph } from '../onnx/onnx-graph.ts';
import { sumInBlocks } from './sum-in-blocks.ts';

/** For each channel the sum over images and places, first within each map: faster, and rounds less, than all at once. */
export function channelSum(graph: OnnxGraph, x: string, shape: readonly number[]): string {
  if (liesInBlocks(graph, x)) return sumInBlocks(graph, shape, x);
  const maps = graph.op('ReduceSum', [x, graph.integers([2, 3])], { keepdims: 0 });
  return graph.op('ReduceSum', [maps, graph.integers([0])], { keepdims: 0 });
}
