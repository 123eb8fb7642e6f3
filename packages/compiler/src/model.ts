import type { Node } from './node.ts';

export type ParameterRole =
  | 'convWeight'
  | 'linearWeight'
  | 'linearBias'
  | 'normWeight'
  | 'normBias'
  | 'runningMean'
  | 'runningVariance';

/** One entry of a model's state dict. */
export interface ParameterSpecification {
  readonly name: string;
  readonly shape: readonly number[];
  readonly role: ParameterRole;
  /** Of a head that only training has: weights that a run starts with may lack it, and bundles leave it out. */
  readonly auxiliary?: true;
}

/** What a model computes, by name. */
export interface ModelOutputs {
  /** [N, classes] */
  readonly logits: Node;
  /** Feature maps [N, C, h, w] by the name of the stage. */
  readonly features: Readonly<Record<string, Node>>;
  /** The features that are averaged and given to the classifier, and its parameters: what a class activation map needs. */
  readonly classifier: { readonly features: Node; readonly weight: Node; readonly bias: Node };
  /** Of a model with a head for regions: for each place of a map, the logits of each type of blood there [N, types, h, w]. */
  readonly regions?: Node;
}

/** An architecture: its parameters, and how it is built onto images of some size. */
export interface Model {
  readonly name: string;
  readonly classes: number;
  readonly channels: number;
  readonly parameters: readonly ParameterSpecification[];
  /** @param images [N, channels, S, S] */
  build(images: Node): ModelOutputs;
}

/** Whether an optimizer may change it (running statistics are not learned). */
export const isLearned = (specification: ParameterSpecification): boolean =>
  specification.role !== 'runningMean' && specification.role !== 'runningVariance';
