import type { Node } from '@ichor/compiler';
import type { StateDict } from './state-dict.ts';

/** The layers of an architecture that turn images into feature maps; `network` puts heads onto them. */
export interface Backbone {
  /** @param images [N, C, S, S] */
  build(images: Node, state: StateDict, options: BackboneOptions): BackboneFeatures;
  /** Names of its last features of 4, 8, 16 and 32 pixels a place. */
  readonly pyramid: readonly [string, string, string, string];
  /** Its classifier's parameters are `<classifier>.weight` and `<classifier>.bias`. */
  readonly classifier: string;
  /** How its classifier starts. Uniform within 1 / sqrt(inputs), bias too; or within 1 / sqrt(outputs), and the bias is 0. */
  readonly classifierStart: 'byInputs' | 'byOutputs';
  /** Rate of the dropout before its classifier, in the paper that it comes from. */
  readonly dropout: number;
  /** Rate of the stochastic depth at its last block; undefined where its blocks have none. */
  readonly stochasticDepth: number | undefined;
}

export interface BackboneOptions {
  readonly stochasticDepth: number;
}

export interface BackboneFeatures {
  /** Feature maps [N, C, h, w] by the name of the stage, the last of them what the classifier sees the mean of. */
  readonly features: Readonly<Record<string, Node>>;
  readonly last: Node;
}
