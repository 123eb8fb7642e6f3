import { CompilerError } from '../compiler-error.ts';
import type { Node } from '../node.ts';
import type { Operation } from '../operation.ts';

/**
 * Binary cross-entropy on logits z against labels y (0 to 1), each class with its weight w, as the mean over N x classes:
 * mean of w (max(z, 0) - z y + log(1 + exp(-|z|))), the form that does not overflow (PyTorch's
 * binary_cross_entropy_with_logits).
 */
export interface BinaryCrossEntropy {
  readonly kind: 'binaryCrossEntropy';
  readonly shape: readonly [];
  /** Logits and labels, both [N, classes]. */
  readonly inputs: readonly [Node, Node];
  readonly classWeights: readonly number[];
}

export function binaryCrossEntropy(
  logits: Node,
  labels: Node,
  classWeights: readonly number[],
): BinaryCrossEntropy {
  const classes = logits.shape[1];
  if (logits.shape.join() !== labels.shape.join() || classes !== classWeights.length)
    throw new CompilerError(
      'binaryCrossEntropy',
      `takes logits and labels of one shape [N, classes] and a weight a class, not [${logits.shape}], [${labels.shape}] and ${classWeights.length} weights`,
    );
  return Object.freeze({
    kind: 'binaryCrossEntropy',
    shape: [] as const,
    inputs: [logits, labels] as const,
    classWeights,
  });
}

export const binaryCrossEntropyOperation: Operation<BinaryCrossEntropy> = {
  lower: (node, { graph, value }) => {
    const [logits, labels] = node.inputs;
    const z = value(logits);
    const decay = graph.op('Exp', [graph.op('Neg', [graph.op('Abs', [z])])]);
    const tail = graph.op('Log', [graph.op('Add', [decay, graph.floats(1)])]);
    const hinge = graph.op('Sub', [graph.op('Relu', [z]), graph.op('Mul', [z, value(labels)])]);
    const each = graph.op('Mul', [graph.op('Add', [hinge, tail]), graph.floats(node.classWeights)]);
    return graph.op('ReduceMean', [each], { axes: [0, 1], keepdims: 0 });
  },
  // d/dz = w (sigmoid(z) - y) / (N x classes)
  differentiate: (node, gradient, { graph, value, wants }) => {
    const [logits, labels] = node.inputs;
    if (wants(labels)) throw new CompilerError('binaryCrossEntropy', 'has no gradient for its labels');
    const [n = 0, classes = 0] = logits.shape;
    const error = graph.op('Sub', [graph.op('Sigmoid', [value(logits)]), value(labels)]);
    const scale = graph.floats(node.classWeights.map((weight) => weight / (n * classes)));
    return [graph.op('Mul', [graph.op('Mul', [error, scale]), gradient]), undefined];
  },
};
