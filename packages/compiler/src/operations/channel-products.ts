import { liesInBlocks } from '../lowerings/layouts.ts';
import { CONTRIB, type OnnxGraph } from '../onnx/onnx-graph.ts';
import { channelSum } from './channel-sum.ts';
import { sumInBlocks } from './sum-in-blocks.ts';

/** For each channel the sum of a times b over images and places: [N, C, H, W] x [N, C, H, W] -> [C]. */
export function channelProducts(graph: OnnxGraph, shape: readonly number[], a: string, b: string): string {
  if (liesInBlocks(graph, a) || liesInBlocks(graph, b)) return sumInBlocks(graph, shape, a, b);
  const [n = 0, channels = 0, h = 0, w = 0] = shape;
  if (h * w < ROW_PRODUCT_LENGTH) return channelSum(graph, graph.op('Mul', [a, b]), shape);
  const rows = graph.integers([n * channels, 1, h * w]);
  const operands = [graph.op('Reshape', [a, rows]), graph.op('Reshape', [b, rows])];
  const each = graph.op('FusedMatMul', operands, { transB: 1 }, { domain: CONTRIB });
  const byImage = graph.op('Reshape', [each, graph.integers([n, channels])]);
  return graph.op('ReduceSum', [byImage, graph.integers([0])], { keepdims: 0 });
}

/** From this length on, a product of rows costs less than writing all products and summing them. */
const ROW_PRODUCT_LENGTH = 196;
