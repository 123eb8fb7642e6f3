import { CompilerError } from './compiler-error.ts';
import { lowerBackward } from './lower-backward.ts';
import { lowerForward } from './lower-forward.ts';
import { defaultLowerings } from './lowerings/default-lowerings.ts';
import type { Lowerings } from './lowerings/lowerings.ts';
import { isLearned, type Model } from './model.ts';
import { input, type Node } from './node.ts';
import { encodeModel } from './onnx/encode-model.ts';
import { OnnxGraph } from './onnx/onnx-graph.ts';
import { add } from './operations/add.ts';
import { normalizedCount } from './operations/batch-norm.ts';
import { binaryCrossEntropy } from './operations/binary-cross-entropy.ts';

export interface TensorSpecification {
  readonly name: string;
  readonly shape: readonly number[];
}

/** A batch normalization whose statistics a training graph puts out. */
export interface NormStatistics {
  /** As in the model, e.g. `layer1.0.bn1`. */
  readonly name: string;
  readonly channels: number;
  /** Values behind one mean: N x H x W. */
  readonly count: number;
}

export interface TrainingGraph {
  readonly onnx: Uint8Array;
  /**
   * `images` [N, C, S, S], `labels` [N, classes], with a region loss `regions` [N, types, h, w] and `regionWeights` [N], then
   * every learned parameter by its name.
   */
  readonly inputs: readonly TensorSpecification[];
  /** `loss` [], with a region loss `regionLoss` [], `logits` [N, classes], `gradient/<parameter>`, `mean/<norm>` and `variance/<norm>` (biased). */
  readonly outputs: readonly TensorSpecification[];
  readonly norms: readonly NormStatistics[];
}

/**
 * Forward pass, loss and backward pass of a model as one ONNX graph.
 * The loss is binary cross-entropy on logits with a weight a class, as the mean over N x classes. With `regionLossWeight`,
 * so many times that of the model's regions (each sample with its own weight, the mean over all values) is minimized with it.
 */
export function trainingGraph(
  model: Model,
  options: {
    batch: number;
    size: number;
    classWeights: readonly number[];
    regionLossWeight?: number | undefined;
    lowerings?: Lowerings;
  },
): TrainingGraph {
  const { batch, size, classWeights, regionLossWeight = 0, lowerings = defaultLowerings } = options;
  const graph = new OnnxGraph();
  const images = input('images', [batch, model.channels, size, size]);
  const labels = input('labels', [batch, model.classes]);
  const { logits, regions } = model.build(images);
  const loss = binaryCrossEntropy(logits, labels, classWeights);
  const regionLoss = regionLossWeight > 0 ? regionLossOf(model, regions, regionLossWeight) : undefined;
  const total = regionLoss === undefined ? loss : add(loss, regionLoss);

  const leaf = ({ name, shape }: { name: string; shape: readonly number[] }): string =>
    graph.input(name, shape);
  const forward = lowerForward(graph, [total], 'training', leaf, lowerings);
  const learned = learnedParameters(model, forward.order);
  const gradients = lowerBackward(graph, forward, total, learned, lowerings);

  expose(graph, forward.value(loss), 'loss', []);
  if (regionLoss !== undefined) expose(graph, forward.value(regionLoss), 'regionLoss', []);
  expose(graph, forward.value(logits), 'logits', logits.shape);
  for (const node of learned) {
    const gradient = gradients.get(node);
    if (gradient === undefined || node.kind !== 'parameter')
      throw new CompilerError(model.name, 'has a parameter that the loss does not depend on');
    expose(graph, gradient, `gradient/${node.name}`, node.shape);
  }
  const norms = forward.order.flatMap((node) =>
    node.kind === 'batchNorm'
      ? [{ name: node.name, channels: node.shape[1] ?? 0, count: normalizedCount(node) }]
      : [],
  );
  const fixed = (values: OnnxGraph['inputs']) =>
    values.map(({ name, shape }) => ({ name, shape: shape.map(Number) }));
  return { onnx: encodeModel(graph), inputs: fixed(graph.inputs), outputs: fixed(graph.outputs), norms };
}

function regionLossOf(model: Model, regions: Node | undefined, weight: number): Node {
  if (regions === undefined) throw new CompilerError(model.name, 'has no regions to take a loss of');
  const [n = 0, types = 0] = regions.shape;
  const weights = Array.from({ length: types }, () => weight);
  return binaryCrossEntropy(regions, input('regions', regions.shape), weights, input('regionWeights', [n]));
}

/** The model's learned parameters in its own order, as the nodes that it built. */
function learnedParameters(model: Model, nodes: readonly Node[]): Node[] {
  const byName = new Map(nodes.flatMap((node) => (node.kind === 'parameter' ? [[node.name, node]] : [])));
  return model.parameters.filter(isLearned).map(({ name }) => {
    const node = byName.get(name);
    if (node === undefined) throw new CompilerError(name, `is declared by ${model.name} but not used`);
    return node;
  });
}

/** Gives a value the name under which it leaves the graph. */
function expose(graph: OnnxGraph, value: string, name: string, shape: readonly number[]): void {
  graph.op('Identity', [value], {}, { output: name });
  graph.output(name, shape);
}
