import { inBlocks } from '../lowerings/layouts.ts';
import { BLOCKED, type OnnxGraph } from '../onnx/onnx-graph.ts';

/** So many values are summed one after another at most, then their sums: that rounds less. */
const LONGEST_SUM = 256;

/**
 * For each channel the sum over images and places of a map in blocks, or of its products with another one.
 * @param shape [N, C, H, W]
 * @returns [C]
 */
export function sumInBlocks(graph: OnnxGraph, shape: readonly number[], x: string, other?: string): string {
  const { means, count } = meansInBlocks(graph, shape, x, other);
  const sum = graph.op('ReduceSum', [means, graph.integers([0, 2, 3])], { keepdims: 0 });
  return graph.op('Mul', [sum, graph.floats(count)]);
}

/** The same for each map: [N, C, 1, 1]. */
export function mapSumInBlocks(
  graph: OnnxGraph,
  shape: readonly number[],
  x: string,
  other?: string,
): string {
  const { means, count } = meansInBlocks(graph, shape, x, other);
  return graph.op('Mul', [means, graph.floats(count)]);
}

/** Of each map a mean [N, C, 1, 1], and what it is to be multiplied by. */
function meansInBlocks(
  graph: OnnxGraph,
  shape: readonly number[],
  x: string,
  other: string | undefined,
): { readonly means: string; readonly count: number } {
  const [n = 0, channels = 0, h = 0, w = 0] = shape;
  let parts = 1;
  while (parts < h && (h % parts !== 0 || (h / parts) * w > LONGEST_SUM)) parts++;
  // Some rows of a block pass for a whole block of a smaller map, for that is how they lie in memory.
  const maps = n * channels * parts;
  const length = (h * w) / parts;
  const rows = graph.op('Reshape', [inBlocks(graph, x), graph.integers([1, maps, 1, length])]);
  const ofParts = other === undefined ? mean(graph, rows) : products(graph, rows, other, maps, length);
  // Of one pixel, channels lie in their order in blocks too.
  const means = mean(graph, graph.op('Reshape', [ofParts, graph.integers([n, channels, parts, 1])]));
  return { means, count: other === undefined ? h * w : parts };
}

const mean = (graph: OnnxGraph, x: string): string =>
  graph.op('GlobalAveragePool', [x], {}, { domain: BLOCKED });

/** A depthwise convolution of one map with the other as its kernel has one place: the sum of their products. */
function products(graph: OnnxGraph, rows: string, other: string, maps: number, length: number): string {
  const kernels = graph.op('Reshape', [inBlocks(graph, other), graph.integers([maps, 1, 1, length])]);
  return graph.op('Conv', [rows, kernels], { kernel_shape: [1, length], group: maps }, { domain: BLOCKED });
}
