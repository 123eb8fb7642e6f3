import type { AdamOptions } from './adam.ts';
import type { SgdOptions } from './sgd.ts';

/** Float32Array for training; Float64Array where an optimizer is held against another implementation. */
export type Values = Float32Array | Float64Array;

export interface UpdateStep {
  /** Learning rate. */
  readonly rate: number;
  /** 1 for the first update: bias correction depends on it. */
  readonly step: number;
  /** The gradient counts so many times: of clipping, and of gradients that were summed. 1 by default. */
  readonly gradientScale?: number;
  /** Whether weight decay shrinks this parameter; true by default. */
  readonly decays?: boolean;
}

/** What an optimizer was made from, as plain data: `makeOptimizer` makes the same one of it in another thread. */
export type OptimizerSettings =
  | { readonly kind: 'adam' | 'adamW'; readonly options: AdamOptions }
  | { readonly kind: 'sgd'; readonly options: SgdOptions };

/**
 * An update rule. It keeps nothing itself: what it remembers of a parameter are `slots` arrays of the parameter's
 * length, zeros before the first step.
 */
export interface Optimizer {
  readonly kind: OptimizerSettings['kind'];
  readonly settings: OptimizerSettings;
  readonly slots: number;
  /** Changes the parameter and its slots in place, each value by itself: parts may be updated apart. Scalars are computed in float64, like PyTorch's. */
  update(parameter: Values, gradient: Values, slots: readonly Values[], step: UpdateStep): void;
}
