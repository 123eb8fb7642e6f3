/**
 * The training compiler: from a model's description to one ONNX graph that holds forward pass, loss and backward pass,
 * or to an ONNX file that reads. It knows operators, shapes, gradients and ways to lower them, and opens no session.
 *
 * @example
 * const { onnx, inputs, outputs, norms } = trainingGraph(model, { batch: 32, size: 128, classWeights });
 * // run it with images, labels and parameters; outputs are loss, logits, gradients and batch statistics
 */
export { CompilerError } from './compiler-error.ts';
export { type InferenceOptions, inferenceGraph } from './inference-graph.ts';
export { blockProbe, blockSize } from './lowerings/blocked.ts';
export { blockedLowerings, defaultLowerings } from './lowerings/default-lowerings.ts';
export { INPUT_GRADIENT_LOWERINGS } from './lowerings/input-gradient.ts';
export type { Lowering, Lowerings } from './lowerings/lowerings.ts';
export { WEIGHT_GRADIENT_LOWERINGS } from './lowerings/weight-gradient.ts';
export {
  isLearned,
  type Model,
  type ModelOutputs,
  type ParameterRole,
  type ParameterSpecification,
} from './model.ts';
export { type Input, input, type Node, type Parameter, parameter } from './node.ts';
export { readParameters, type StoredWeights } from './onnx/store-parameter.ts';
export { add } from './operations/add.ts';
export { batchNorm } from './operations/batch-norm.ts';
export { binaryCrossEntropy } from './operations/binary-cross-entropy.ts';
export { classActivationMap } from './operations/class-activation-map.ts';
export { type ConvolutionShape, conv2d } from './operations/conv2d.ts';
export { globalAveragePool } from './operations/global-average-pool.ts';
export { linear } from './operations/linear.ts';
export { maxPool } from './operations/max-pool.ts';
export { relu } from './operations/relu.ts';
export { sigmoid } from './operations/sigmoid.ts';
export { type AdamOptions, adam, adamW } from './optimizers/adam.ts';
export { makeOptimizer } from './optimizers/make-optimizer.ts';
export type { Optimizer, OptimizerSettings, UpdateStep } from './optimizers/optimizer.ts';
export { type SgdOptions, sgd } from './optimizers/sgd.ts';
export { moveRunningStatistics } from './running-statistics.ts';
export { elementCount, type ParameterMap, type Tensor } from './tensor.ts';
export {
  type NormStatistics,
  type TensorSpecification,
  type TrainingGraph,
  trainingGraph,
} from './training-graph.ts';
