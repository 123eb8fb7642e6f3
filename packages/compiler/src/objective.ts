import { CompilerError } from './compiler-error.ts';
import { type Head, headShape, type Model } from './model.ts';
import { input, type Node } from './node.ts';
import { type BinaryCrossEntropy, binaryCrossEntropy } from './operations/binary-cross-entropy.ts';
import { type SoftDice, softDice } from './operations/soft-dice.ts';

/**
 * What is demanded of one head. Each term is a mean over all samples, outputs and places, of which a weight and a mask are
 * factors: what they make 0 adds nothing and still counts in the division, so that a batch with few known samples moves the
 * network less than one with many.
 */
export interface ObjectiveTerm {
  /** A head of the model. */
  readonly head: string;
  /** 'binaryCrossEntropy' on logits; 'softDice' on the logits of a map. A head may have one term of each. */
  readonly loss: Loss;
  /** How much it counts: one factor, or one for each of the head's outputs. */
  readonly weight: number | readonly number[];
  /** Whether each sample has a weight of its own in this term, fed as `mask/<head>` [N]: 0 where its truth isn't known. */
  readonly mask?: boolean;
}

export type Loss = 'binaryCrossEntropy' | 'softDice';

/** What training minimizes: the sum of its terms. Plain values: stands in recipes. */
export type Objective = readonly ObjectiveTerm[];

/** The graph input that holds the truth about a head, in the shape of its values. Its terms share it. */
export const truthName = (head: string): string => `truth/${head}`;
/** The graph input that holds the samples' weights [N] in a head's terms. */
export const maskName = (head: string): string => `mask/${head}`;
/** The graph output that is one term of the objective. */
export const lossName = (head: string, loss: Loss = 'binaryCrossEntropy'): string =>
  loss === 'binaryCrossEntropy' ? `loss/${head}` : `loss/${head}/${loss}`;
/** The graph output [outputs] that is a head's mean cross-entropy by class, unweighted. */
export const classLossName = (head: string): string => `classLoss/${head}`;

const LOSSES = { binaryCrossEntropy, softDice };

/** A term of the objective as a node of the graph. */
export interface TermLoss {
  readonly term: ObjectiveTerm;
  /** A scalar, with its weight. */
  readonly loss: BinaryCrossEntropy | SoftDice;
}

/**
 * The losses of the terms, in their order.
 *
 * @throws CompilerError where the model has no such head, the weights aren't one for each of its outputs, there is no term, or
 *   a head has two of one kind
 */
export function termLosses(
  model: Model,
  heads: Readonly<Record<string, Node>>,
  objective: Objective,
): readonly TermLoss[] {
  if (objective.length === 0) throw new CompilerError(model.name, 'is given an objective without a term');
  const inputs = new Map<string, Node>();
  const shared = (name: string, shape: readonly number[]): Node => {
    const node = inputs.get(name) ?? input(name, shape);
    inputs.set(name, node);
    return node;
  };
  return objective.map((term, i) => {
    const { outputs } = headOf(model, term.head);
    if (objective.findIndex(({ head, loss }) => head === term.head && loss === term.loss) !== i)
      throw new CompilerError(model.name, `is given two terms of ${term.loss} for ${term.head}`);
    const values = heads[term.head];
    if (values === undefined)
      throw new CompilerError(model.name, `declares ${term.head} and does not build it`);
    const { weight } = term;
    const weights = typeof weight === 'number' ? Array.from({ length: outputs }, () => weight) : weight;
    const truth = shared(truthName(term.head), values.shape);
    const mask = term.mask ? shared(maskName(term.head), values.shape.slice(0, 1)) : undefined;
    return { term, loss: LOSSES[term.loss](values, truth, weights, mask) };
  });
}

/** @throws CompilerError where the model has none of that name */
export function headOf(model: Model, name: string): Head {
  const head = model.heads.find((one) => one.name === name);
  if (head === undefined)
    throw new CompilerError(
      model.name,
      `has no head ${name}; it has ${model.heads.map((one) => one.name).join(', ')}`,
    );
  return head;
}

/** @throws CompilerError where a head that the model builds isn't of the shape that it declares */
export function checkHeads(
  model: Model,
  heads: Readonly<Record<string, Node>>,
  batch: number,
  size: number,
): void {
  for (const head of model.heads) {
    const [found, declared] = [heads[head.name]?.shape, headShape(head, batch, size)];
    if (found?.join() !== declared.join())
      throw new CompilerError(
        model.name,
        `builds ${head.name} as [${found ?? ''}] and declares [${declared}]`,
      );
  }
}
