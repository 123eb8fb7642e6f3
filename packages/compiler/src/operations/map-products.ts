import { liesInBlocks } from '../lowerings/layouts.ts';
import { CONTRIB, type OnnxGraph } from '../onnx/onnx-graph.ts';
import { mapSumInBlocks } from './sum-in-blocks.ts';

/** For each map the sum of a times b, as a product of rows: nothing of a map's size is written. [N, C, H, W] twice -> [N, C, 1, 1] */
export function mapProducts(graph: OnnxGraph, shape: readonly number[], a: string, b: string): string {
  if (liesInBlocks(graph, a) || liesInBlocks(graph, b)) return mapSumInBlocks(graph, shape, a, b);
  const [n = 0, c = 0, h = 0, w = 0] = shape;
  const rows = graph.integers([n * c, 1, h * w]);
  const operands = [graph.op('Reshape', [a, rows]), graph.op('Reshape', [b, rows])];
  const sums = graph.op('FusedMatMul', operands, { transB: 1 }, { domain: CONTRIB });
  return graph.op('Reshape', [sums, graph.integers([n, c, 1, 1])]);
}
