import type { ConvolutionShape } from '../operations/conv2d.ts';
import type { Lowering } from './lowerings.ts';

/** ONNX's own operator. */
export const directConvolution: Lowering = {
  name: 'directConvolution',
  fits: () => true,
  addsBias: true,
  lower: (graph, shape, input, weight, bias) =>
    graph.op('Conv', [input, weight, ...(bias ? [bias] : [])], convolutionAttributes(shape)),
};

export const convolutionAttributes = (shape: {
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  readonly paddingAfter: number;
  readonly dilation: number;
  readonly groups: number;
}) => ({
  kernel_shape: [shape.kernel, shape.kernel],
  strides: [shape.stride, shape.stride],
  pads: [shape.padding, shape.padding, shape.paddingAfter, shape.paddingAfter],
  dilations: [shape.dilation, shape.dilation],
  group: shape.groups,
});

/** Zeros that the last window meets below and to the right of the map; negative where the map has rows or columns that no window meets. */
export function zerosMetAfter({
  kernel,
  stride,
  dilation,
  padding,
  height,
  width,
  outHeight,
  outWidth,
}: ConvolutionShape): { readonly rows: number; readonly columns: number } {
  const after = (length: number, out: number) =>
    (out - 1) * stride + dilation * (kernel - 1) + 1 - length - padding;
  return { rows: after(height, outHeight), columns: after(width, outWidth) };
}
