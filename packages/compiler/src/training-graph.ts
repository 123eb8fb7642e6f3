import { classLosses } from './class-losses.ts';
import { CompilerError } from './compiler-error.ts';
import { foldFrozenNorms } from './fold-frozen-norms.ts';
import { lowerBackward } from './lower-backward.ts';
import { lowerForward } from './lower-forward.ts';
import { defaultLowerings } from './lowerings/default-lowerings.ts';
import type { Lowerings } from './lowerings/lowerings.ts';
import { portableNodes } from './lowerings/portable-nodes.ts';
import { isLearned, type Model } from './model.ts';
import { input, type Node, type Parameter } from './node.ts';
import { checkHeads, classLossName, lossName, type Objective, termLosses } from './objective.ts';
import { encodeModel } from './onnx/encode-model.ts';
import { OnnxGraph } from './onnx/onnx-graph.ts';
import { add } from './operations/add.ts';
import { normalizedCount } from './operations/batch-norm.ts';

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
  /** How far a step moves its running statistics. */
  readonly momentum: number;
}

export interface TrainingGraph {
  readonly onnx: Uint8Array;
  /**
   * `images` [N, C, S, S]; for each term of the objective `truth/<head>` in the shape of the head's values and, where the term
   * has one, `mask/<head>` [N]; `noise/<layer>` for
   * each layer that leaves out at random (as in `noises`); every learned parameter by its name.
   */
  readonly inputs: readonly TensorSpecification[];
  /**
   * For each term, with its weight, `loss/<head>` [] or `loss/<head>/softDice` []; for cross-entropy on values of a whole
   * sample `classLoss/<head>` [outputs], the unweighted mean by class over samples whose mask isn't 0 (0 where there is none);
   * `gradient/<parameter>`; `mean/<norm>` and `variance/<norm>` (biased).
   */
  readonly outputs: readonly TensorSpecification[];
  readonly norms: readonly NormStatistics[];
  /** Among the inputs, those that are to be filled with uniform random numbers [0, 1), anew for every step. */
  readonly noises: readonly TensorSpecification[];
}

export interface TrainingGraphOptions {
  readonly batch: number;
  readonly size: number;
  readonly objective: Objective;
  readonly lowerings?: Lowerings;
  /** Parameters that stay as they are: they are fed, and have no gradient. None by default. */
  readonly frozen?: (parameter: string) => boolean;
  /**
   * Batch normalizations that take their running statistics, which are then fed as `<norm>.running_mean` and
   * `<norm>.running_var`, and put out none. The convolution before each does its work. None by default.
   */
  readonly frozenNorms?: (norm: string) => boolean;
}

const nothing = (): boolean => false;

/**
 * Forward pass, objective and backward pass of a model as one ONNX graph.
 *
 * @throws CompilerError where the objective doesn't fit the model's heads or names none, where nothing is left to learn, or
 *   where a norm that is to be frozen follows no convolution
 */
export function trainingGraph(model: Model, options: TrainingGraphOptions): TrainingGraph {
  const { batch, size, objective, lowerings = defaultLowerings } = options;
  const { frozen = nothing, frozenNorms = nothing } = options;
  const graph = new OnnxGraph();
  const images = input('images', [batch, model.channels, size, size]);
  const { heads } = model.build(images);
  checkHeads(model, heads, batch, size);
  const names = Object.keys(heads);
  const folded = foldFrozenNorms(Object.values(heads), frozenNorms);
  const losses = termLosses(model, Object.fromEntries(folded.map((node, i) => [names[i], node])), objective);
  const total = losses.map(({ loss }): Node => loss).reduce((sum, loss) => add(sum, loss));

  const leaf = ({ name, shape }: { name: string; shape: readonly number[] }): string =>
    graph.input(name, shape);
  const forward = lowerForward(graph, [total], 'training', leaf, lowerings);
  const learned = learnedParameters(model, forward.order, frozen);
  const gradients = lowerBackward(graph, forward, total, learned, lowerings);

  for (const { term, loss } of losses) {
    expose(graph, forward.value(loss), lossName(term.head, term.loss), []);
    const [values, , mask] = loss.inputs;
    if (loss.kind !== 'binaryCrossEntropy' || values.shape.length !== 2) continue;
    const each = classLosses(graph, forward.saved(loss, 'unweighted'), mask && forward.value(mask));
    expose(graph, each, classLossName(term.head), values.shape.slice(1));
  }
  for (const node of learned) {
    const gradient = gradients.get(node);
    if (gradient === undefined)
      throw new CompilerError(model.name, `has a parameter that the loss does not depend on: ${node.name}`);
    expose(graph, gradient, `gradient/${node.name}`, node.shape);
  }
  graph.removeUnused();
  const norms = forward.order.flatMap((node) =>
    node.kind === 'batchNorm'
      ? [
          {
            name: node.name,
            channels: node.shape[1] ?? 0,
            count: normalizedCount(node),
            momentum: node.momentum,
          },
        ]
      : [],
  );
  const noises = forward.order.flatMap((node) =>
    node.kind === 'dropout' ? [{ name: node.inputs[1].name, shape: node.inputs[1].shape }] : [],
  );
  const fixed = (values: OnnxGraph['inputs']) =>
    values.map(({ name, shape }) => ({ name, shape: shape.map(Number) }));
  return {
    onnx: encodeModel(lowerings.target === 'gpu' ? portableNodes(graph) : graph),
    inputs: fixed(graph.inputs),
    outputs: fixed(graph.outputs),
    norms,
    noises,
  };
}

/** The model's learned parameters in its own order, as the nodes that it built. */
function learnedParameters(
  model: Model,
  nodes: readonly Node[],
  frozen: (parameter: string) => boolean,
): Parameter[] {
  const byName = new Map(nodes.flatMap((node) => (node.kind === 'parameter' ? [[node.name, node]] : [])));
  const learned = model.parameters.filter((one) => isLearned(one) && !frozen(one.name));
  if (learned.length === 0) throw new CompilerError(model.name, 'has no parameter left that is not frozen');
  return learned.map(({ name }) => {
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
