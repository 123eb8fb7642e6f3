import { CompilerError } from '../compiler-error.ts';
import type { Node } from '../node.ts';
import type { OnnxGraph } from '../onnx/onnx-graph.ts';
import type { Operation } from '../operation.ts';
import { shapeError } from '../shape-error.ts';
import { mapProducts } from './map-products.ts';

/**
 * How far probabilities p = sigmoid(z) and a mask y (0 to 1) are from covering each other (Milletari et al. 2016, with sums
 * instead of squares below): for each map 1 - (2 sum p y + 1) / (sum p + sum y + 1), times the weight of its class and of
 * its sample (1 by default), as the mean over all maps. The ones keep an empty mask from dividing by zero: nothing found
 * where nothing is costs nothing.
 */
export interface SoftDice {
  readonly kind: 'softDice';
  readonly shape: readonly [];
  /** Logits and mask, both [N, classes, h, w], and perhaps the weights of the samples [N]. */
  readonly inputs: readonly [Node, Node] | readonly [Node, Node, Node];
  readonly classWeights: readonly number[];
}

export function softDice(
  logits: Node,
  labels: Node,
  classWeights: readonly number[],
  sampleWeights?: Node,
): SoftDice {
  const [n, classes] = logits.shape;
  const takes = `logits and masks of one shape [N, ${classWeights.length}, h, w]`;
  if (
    logits.shape.length !== 4 ||
    logits.shape.join() !== labels.shape.join() ||
    classes !== classWeights.length
  )
    throw shapeError('softDice', takes, [logits, labels]);
  if (sampleWeights !== undefined && sampleWeights.shape.join() !== `${n}`)
    throw shapeError('softDice', 'a weight a sample [N]', [logits, sampleWeights]);
  const inputs =
    sampleWeights === undefined ? ([logits, labels] as const) : ([logits, labels, sampleWeights] as const);
  return Object.freeze({ kind: 'softDice', shape: [] as const, inputs, classWeights });
}

export const softDiceOperation: Operation<SoftDice> = {
  lower: (node, { graph, value, save }) => {
    const [logits, labels, samples] = node.inputs;
    const one = graph.floats(1);
    const p = graph.op('Sigmoid', [value(logits)]);
    const common = mapProducts(graph, logits.shape, p, value(labels));
    const above = graph.op('Add', [graph.op('Add', [common, common]), one]);
    const areas = [p, value(labels)].map((map) =>
      graph.op('ReduceSum', [map, graph.integers([2, 3])], { keepdims: 1 }),
    );
    const below = graph.op('Add', [graph.op('Add', areas), one]);
    for (const [key, name] of Object.entries({ p, above, below })) save(node, key, name);
    const missed = graph.op('Sub', [one, graph.op('Div', [above, below])]); // [N, classes, 1, 1]
    const each = graph.op('Mul', [missed, mapWeights(graph, node, samples && value(samples))]);
    return graph.op('ReduceSum', [each], { keepdims: 0 });
  },
  // With a above and b below the line: dp = (a / b - 2 y) / b, times p' = p (1 - p).
  differentiate: (node, gradient, { graph, value, saved, wants }) => {
    const [, labels, samples] = node.inputs;
    if (wants(labels) || (samples && wants(samples)))
      throw new CompilerError('softDice', 'has no gradient for its masks and weights');
    const [p, below] = [saved(node, 'p'), saved(node, 'below')];
    const weights = graph.op('Mul', [mapWeights(graph, node, samples && value(samples)), gradient]);
    const share = graph.op('Div', [weights, below]);
    const level = graph.op('Mul', [graph.op('Div', [saved(node, 'above'), below]), share]);
    const steep = graph.op('Mul', [value(labels), graph.op('Add', [share, share])]);
    const slope = graph.op('Mul', [p, graph.op('Sub', [graph.floats(1), p])]);
    return [graph.op('Mul', [graph.op('Sub', [level, steep]), slope]), undefined, undefined];
  },
};

/** What each map counts in the mean: [1 or N, classes, 1, 1] */
function mapWeights(
  graph: OnnxGraph,
  { inputs: [logits], classWeights }: SoftDice,
  samples: string | undefined,
): string {
  const [n = 0, classes = 0] = logits.shape;
  const byClass = graph.op('Reshape', [
    graph.floats(classWeights.map((weight) => weight / (n * classes))),
    graph.integers([1, classes, 1, 1]),
  ]);
  if (samples === undefined) return byClass;
  return graph.op('Mul', [byClass, graph.op('Reshape', [samples, graph.integers([n, 1, 1, 1])])]);
}
