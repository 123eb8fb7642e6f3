import { inBlocks, liesInBlocks, outOfBlocks } from '../lowerings/layouts.ts';
import { BLOCKED, type OnnxGraph } from '../onnx/onnx-graph.ts';

/** scale [C] and shift [C] of a line for each channel, and a map that is added to it. */
export interface Line {
  readonly scale?: string;
  readonly shift?: string;
  readonly plus?: string;
}

/** scale x + shift for each channel, plus a map: [N, C, H, W] -> [N, C, H, W]. Each line is one pass. */
export function channelLine(graph: OnnxGraph, x: string, shape: readonly number[], line: Line): string {
  return liesInBlocks(graph, x) ? lineInBlocks(graph, x, shape, line) : plainLine(graph, x, shape, line);
}

/** In inference mode, a batch normalization is one pass; a scale or a shift alone is one too. */
function plainLine(
  graph: OnnxGraph,
  x: string,
  shape: readonly number[],
  { scale, shift, plus }: Line,
): string {
  const channels = shape[1] ?? 0;
  const column = (values: string) => graph.op('Reshape', [values, graph.integers([channels, 1, 1])]);
  const [none, one] = [graph.filled(channels, 0), graph.filled(channels, 1)];
  let y = x;
  if (scale !== undefined && shift !== undefined)
    y = graph.op('BatchNormalization', [x, scale, shift, none, one], { epsilon: { float: 0 } });
  else if (scale !== undefined) y = graph.op('Mul', [x, column(scale)]);
  else if (shift !== undefined) y = graph.op('Add', [x, column(shift)]);
  return plus === undefined ? y : graph.op('Add', [y, plus]);
}

/** A depthwise convolution of one tap; a map's rows one after another are one long row. */
function lineInBlocks(
  graph: OnnxGraph,
  x: string,
  shape: readonly number[],
  { scale, shift, plus }: Line,
): string {
  const [n = 0, channels = 0, h = 0, w = 0] = shape;
  const asRow = (value: string) =>
    graph.op('Reshape', [inBlocks(graph, value), graph.integers([n, channels, 1, h * w])]);
  const kernel = graph.op('Reshape', [
    scale ?? graph.filled(channels, 1),
    graph.integers([channels, 1, 1, 1]),
  ]);
  const inputs = [asRow(x), kernel, shift ?? '', ...(plus === undefined ? [] : [asRow(plus)])];
  const attributes = { kernel_shape: [1, 1], group: channels };
  const y = graph.op('Conv', inputs, attributes, { domain: BLOCKED });
  return outOfBlocks(graph, graph.op('Reshape', [y, graph.integers(shape)]), channels);
}
