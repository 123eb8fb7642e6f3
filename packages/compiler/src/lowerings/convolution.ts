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
