import type { OnnxGraph } from '../onnx/onnx-graph.ts';
import type { ConvolutionShape } from '../operations/conv2d.ts';

/** One way to write a gradient of a convolution in ONNX operators. */
export interface Lowering {
  readonly name: string;
  /** Whether it is right for the shape; which of the right ones is fast is another matter. */
  fits(shape: ConvolutionShape): boolean;
  /**
   * Writes it: from the gradient [N, K, P, Q] that comes in and the convolution's other operand (the weight for the
   * input's gradient, the input for the weight's) to the name of the gradient that goes out.
   */
  lower(graph: OnnxGraph, shape: ConvolutionShape, gradient: string, other: string): string;
}

/** Which way each gradient of each shape is written. */
export interface Lowerings {
  inputGradient(shape: ConvolutionShape): Lowering;
  weightGradient(shape: ConvolutionShape): Lowering;
}
