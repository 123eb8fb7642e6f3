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

/** As `channelLine`, with a scale and a shift [N, C, 1, 1] for each image's map. */
export function mapLine(graph: OnnxGraph, x: string, shape: readonly number[], line: Line): string {
  if (liesInBlocks(graph, x)) return lineInBlocks(graph, x, shape, line, (shape[0] ?? 0) * (shape[1] ?? 0));
  const { scale, shift, plus } = line;
  let y = scale === undefined ? x : graph.op('Mul', [x, scale]);
  if (shift !== undefined) y = graph.op('Add', [y, shift]);
  return plus === undefined ? y : graph.op('Add', [y, plus]);
}

/**
 * A depthwise convolution of one tap; a map's rows one after another are one long row.
 * @param lines how many there are: one a channel, or one a map, whose images then pass for channels (in blocks they lie alike)
 */
function lineInBlocks(
  graph: OnnxGraph,
  x: string,
  shape: readonly number[],
  { scale, shift, plus }: Line,
  lines = shape[1] ?? 0,
): string {
  const [n = 0, channels = 0, h = 0, w = 0] = shape;
  const asRow = (value: string) =>
    graph.op('Reshape', [inBlocks(graph, value), graph.integers([(n * channels) / lines, lines, 1, h * w])]);
  const kernel = graph.op('Reshape', [scale ?? graph.filled(lines, 1), graph.integers([lines, 1, 1, 1])]);
  const bias = shift && graph.op('Reshape', [shift, graph.integers([lines])]);
  const inputs = [asRow(x), kernel, bias ?? '', ...(plus === undefined ? [] : [asRow(plus)])];
  const attributes = { kernel_shape: [1, 1], group: lines };
  const y = graph.op('Conv', inputs, attributes, { domain: BLOCKED });
  return outOfBlocks(graph, graph.op('Reshape', [y, graph.integers(shape)]), channels);
}
