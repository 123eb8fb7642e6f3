import type { OnnxGraph } from '../onnx/onnx-graph.ts';
import type { ConvolutionShape } from '../operations/conv2d.ts';
import { asRows } from './layouts.ts';

/**
 * A convolution's input as rows of channels [N H W, C], a row a pixel; where the convolution pads, one row of zeros after
 * the last, for what lies outside. Layers that read one value share it.
 */
export function borderedRows(graph: OnnxGraph, shape: ConvolutionShape, input: string): string {
  const { batch, c, height, width, padding, paddingAfter } = shape;
  const rows = asRows(graph, input, [batch, c, height, width]);
  if (padding === 0 && paddingAfter === 0) return rows;
  const key = `bordered ${rows}`;
  const known = graph.layouts.get(key);
  if (known !== undefined) return known;
  const border = graph.op('Reshape', [graph.filled(c, 0), graph.integers([1, c])]);
  const bordered = graph.op('Concat', [rows, border], { axis: 0 });
  graph.layouts.set(key, bordered);
  return bordered;
}
