import type { OnnxGraph } from '../onnx/onnx-graph.ts';
import type { ConvolutionShape } from '../operations/conv2d.ts';

/** One way to write a convolution, or a gradient of one, in ONNX operators. */
export interface Lowering {
  readonly name: string;
  /** Whether it is right for the shape; which of the right ones is fast is another matter. */
  fits(shape: ConvolutionShape): boolean;
  /** Of a convolution: it takes a bias as well; one that doesn't has it added afterwards, in a pass of its own. */
  readonly addsBias?: true;
  /**
   * Writes it and returns the name of the result. A convolution is written from its input and weight; a gradient from the
   * gradient [N, K, P, Q] that comes in and the convolution's other operand (the weight for the input's gradient, the input
   * for the weight's).
   */
  lower(
    graph: OnnxGraph,
    shape: ConvolutionShape,
    gradientOrInput: string,
    other: string,
    bias?: string,
  ): string;
}

/** Which way each convolution of a training graph and its gradients are written. */
export interface Lowerings {
  /** On a 'gpu' all operators, not only convolutions, are written without those that only processors have. 'cpu' by default. */
  readonly target?: 'cpu' | 'gpu';
  convolution(shape: ConvolutionShape): Lowering;
  inputGradient(shape: ConvolutionShape): Lowering;
  weightGradient(shape: ConvolutionShape): Lowering;
}
