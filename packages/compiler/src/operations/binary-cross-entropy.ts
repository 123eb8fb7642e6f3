import { CompilerError } from '../compiler-error.ts';
import type { Node } from '../node.ts';
import type { OnnxGraph } from '../onnx/onnx-graph.ts';
import type { Operation } from '../operation.ts';
import { shapeError } from '../shape-error.ts';
import { elementCount } from '../tensor.ts';

/**
 * Binary cross-entropy on logits z against labels y (0 to 1), each class with its weight w and each sample with its own
 * (1 by default), as the mean over all values: mean of w (max(z, 0) - z y + log(1 + exp(-|z|))), the form that does not
 * overflow (PyTorch's binary_cross_entropy_with_logits).
 */
export interface BinaryCrossEntropy {
  readonly kind: 'binaryCrossEntropy';
  readonly shape: readonly [];
  /** Logits and labels, both [N, classes, ...], and perhaps the weights of the samples [N]. */
  readonly inputs: readonly [Node, Node] | readonly [Node, Node, Node];
  readonly classWeights: readonly number[];
}

export function binaryCrossEntropy(
  logits: Node,
  labels: Node,
  classWeights: readonly number[],
  sampleWeights?: Node,
): BinaryCrossEntropy {
  const [n, classes] = logits.shape;
  if (logits.shape.join() !== labels.shape.join() || classes !== classWeights.length) {
    const takes = `logits and labels of one shape [N, ${classWeights.length}, ...], with a weight a class`;
    throw shapeError('binaryCrossEntropy', takes, [logits, labels]);
  }
  if (sampleWeights !== undefined && sampleWeights.shape.join() !== `${n}`)
    throw shapeError('binaryCrossEntropy', 'a weight a sample [N]', [logits, sampleWeights]);
  return Object.freeze({
    kind: 'binaryCrossEntropy',
    shape: [] as const,
    inputs:
      sampleWeights === undefined ? ([logits, labels] as const) : ([logits, labels, sampleWeights] as const),
    classWeights,
  });
}

export const binaryCrossEntropyOperation: Operation<BinaryCrossEntropy> = {
  lower: (node, { graph, value, save }) => {
    const [logits, labels, samples] = node.inputs;
    const z = value(logits);
    const decay = graph.op('Exp', [graph.op('Neg', [graph.op('Abs', [z])])]);
    const tail = graph.op('Log', [graph.op('Add', [decay, graph.floats(1)])]);
    const hinge = graph.op('Sub', [graph.op('Relu', [z]), graph.op('Mul', [z, value(labels)])]);
    const unweighted = graph.op('Add', [hinge, tail]);
    save(node, 'unweighted', unweighted);
    const each = weighted(graph, unweighted, node, samples && value(samples), 1);
    return graph.op('ReduceMean', [each], { axes: logits.shape.map((_, axis) => axis), keepdims: 0 });
  },
  // d/dz = w (sigmoid(z) - y) / count
  differentiate: (node, gradient, { graph, value, wants }) => {
    const [logits, labels, samples] = node.inputs;
    if (wants(labels) || (samples && wants(samples)))
      throw new CompilerError('binaryCrossEntropy', 'has no gradient for its labels and weights');
    const error = graph.op('Sub', [graph.op('Sigmoid', [value(logits)]), value(labels)]);
    const scaled = weighted(graph, error, node, samples && value(samples), 1 / elementCount(logits.shape));
    return [graph.op('Mul', [scaled, gradient]), undefined, undefined];
  },
};

/** [N, classes, ...] times the weights of its classes, of its samples and a scale. */
function weighted(
  graph: OnnxGraph,
  values: string,
  { inputs: [logits], classWeights }: BinaryCrossEntropy,
  samples: string | undefined,
  scale: number,
): string {
  const places = logits.shape.slice(2).map(() => 1);
  const weights = graph.floats(classWeights.map((weight) => weight * scale));
  const byClass =
    places.length === 0
      ? weights
      : graph.op('Reshape', [weights, graph.integers([classWeights.length, ...places])]);
  const each = graph.op('Mul', [values, byClass]);
  if (samples === undefined) return each;
  const bySample = graph.op('Reshape', [samples, graph.integers([logits.shape[0] ?? 0, 1, ...places])]);
  return graph.op('Mul', [each, bySample]);
}
