/**
 * The training compiler: from a model's description to one ONNX graph that holds forward pass, loss and backward pass,
 * or to an ONNX file that reads. It knows operators, shapes, gradients and ways to lower them, and opens no session.
 *
 * @example
 * const { onnx, inputs, outputs, norms } = trainingGraph(model, { batch: 32, size: 128, objective });
 * // run it with images, the truth about each head and parameters; outputs are losses, gradients and batch statistics
 */
export { CompilerError } from './compiler-error.ts';
export { type InferenceOptions, inferenceGraph } from './inference-graph.ts';
export { blockProbe, blockSize } from './lowerings/blocked.ts';
export { blockedLowerings, defaultLowerings } from './lowerings/default-lowerings.ts';
export { INPUT_GRADIENT_LOWERINGS } from './lowerings/input-gradient.ts';
export type { Lowering, Lowerings } from './lowerings/lowerings.ts';
export { portableLowerings } from './lowerings/portable.ts';
export { type TimedGraph, type TimedOptions, timedLowerings } from './lowerings/timed-lowerings.ts';
export { WEIGHT_GRADIENT_LOWERINGS } from './lowerings/weight-gradient.ts';
export {
  type Head,
  headShape,
  isLearned,
  type Model,
  type ModelOutputs,
  type ParameterRole,
  type ParameterSpecification,
} from './model.ts';
export { type Input, input, type Node, type Parameter, parameter } from './node.ts';
export {
  classLossName,
  headOf,
  type Loss,
  lossName,
  maskName,
  type Objective,
  type ObjectiveTerm,
  truthName,
} from './objective.ts';
export { fromFloat16 } from './onnx/float16.ts';
export { readParameters, type StoredWeights } from './onnx/store-parameter.ts';
export { add } from './operations/add.ts';
export { averagePool } from './operations/average-pool.ts';
export { batchNorm } from './operations/batch-norm.ts';
export { binaryCrossEntropy } from './operations/binary-cross-entropy.ts';
export { classActivationMap } from './operations/class-activation-map.ts';
export { concat } from './operations/concat.ts';
export { type ConvolutionOptions, type ConvolutionShape, conv2d } from './operations/conv2d.ts';
export { dropout, noiseName, stochasticDepth } from './operations/dropout.ts';
export { globalAveragePool } from './operations/global-average-pool.ts';
export { linear } from './operations/linear.ts';
export { maxPool } from './operations/max-pool.ts';
export { multiply } from './operations/multiply.ts';
export { relu } from './operations/relu.ts';
export { relu6 } from './operations/relu6.ts';
export { sigmoid } from './operations/sigmoid.ts';
export { silu } from './operations/silu.ts';
export { softDice } from './operations/soft-dice.ts';
export { upsample } from './operations/upsample.ts';
export { type OperatorGraph, operatorGraphs } from './operator-graphs.ts';
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
  type TrainingGraphOptions,
  trainingGraph,
} from './training-graph.ts';
