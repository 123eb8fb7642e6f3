import type { OnnxGraph } from '../onnx/onnx-graph.ts';
import type { ConvolutionShape } from '../operations/conv2d.ts';

/** One way to write a convolution, or a gradient of one, in ONNX operators. */
export interface Lowering {
  readonly name: string;
  /** Whether it is right for the shape; which of the right ones is fast is another matter. */
  fits(shape: ConvolutionShape): boolean;
  /**
   * Writes it and returns the name of the result. A convolution is written from its input and weight; a gradient from the
   * gradient [N, K, P, Q] that comes in and the convolution's other operand (the weight for the input's gradient, the input
   * for the weight's).
   */
  lower(graph: OnnxGraph, shape: ConvolutionShape, gradientOrInput: string, other: string): string;
}

/** Which way each convolution of a training graph and its gradients are written. */
export interface Lowerings {
  convolution(shape: ConvolutionShape): Lowering;
  inputGradient(shape: ConvolutionShape): Lowering;
  weightGradient(shape: ConvolutionShape): Lowering;
}
