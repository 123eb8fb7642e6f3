import type { Node } from './node.ts';

export type ParameterRole =
  | 'convWeight'
  | 'convBias'
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
  /** Of a linear layer: it starts uniform within this. By default a weight within 1 / sqrt(inputs), a bias at 0. */
  readonly bound?: number;
  /** Of an auxiliary head. */
  readonly auxiliary?: true;
}

/** Something that a model says of an image: values of a whole sample [N, outputs], or of each place of a map [N, outputs, h, w]. */
export interface Head {
  readonly name: string;
  /** Values of a sample, or of a place. */
  readonly outputs: number;
  /** Of a map: pixels of the image along each side of one of its places. */
  readonly stride?: number;
  /** Only training has it: weights that a run starts with may lack its parameters, and what reads leaves it out. */
  readonly auxiliary?: true;
}

/** What a model computes, by name. */
export interface ModelOutputs {
  /** The values of each of its heads. */
  readonly heads: Readonly<Record<string, Node>>;
  /** Feature maps [N, C, h, w] by the name of the stage. */
  readonly features: Readonly<Record<string, Node>>;
  /** The features that are averaged and given to its classifier, and its parameters: what a class activation map needs. */
  readonly classifier: { readonly features: Node; readonly weight: Node; readonly bias: Node };
}

/** An architecture: its parameters, and how it is built onto images of some size. */
export interface Model {
  readonly name: string;
  readonly channels: number;
  readonly heads: readonly Head[];
  readonly parameters: readonly ParameterSpecification[];
  /** @param images [N, channels, S, S] */
  build(images: Node): ModelOutputs;
}

/** The shape of a head's values for so many images of S x S pixels. */
export const headShape = ({ outputs, stride }: Head, batch: number, size: number): readonly number[] =>
  stride === undefined ? [batch, outputs] : [batch, outputs, size / stride, size / stride];

/** Whether an optimizer may change it (running statistics are not learned). */
export const isLearned = (specification: ParameterSpecification): boolean =>
  specification.role !== 'runningMean' && specification.role !== 'runningVariance';
