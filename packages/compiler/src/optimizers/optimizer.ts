/** Float32Array for training; Float64Array where an optimizer is held against another implementation. */
export type Values = Float32Array | Float64Array;

export interface UpdateStep {
  /** Learning rate. */
  readonly rate: number;
  /** 1 for the first update: bias correction depends on it. */
  readonly step: number;
}

/**
 * An update rule. It keeps nothing itself: what it remembers of a parameter are `slots` arrays of the parameter's
 * length, zeros before the first step.
 */
export interface Optimizer {
  readonly kind: string;
  readonly slots: number;
  /** Changes the parameter and its slots in place. Scalars are computed in float64, like PyTorch's. */
  update(parameter: Values, gradient: Values, slots: readonly Values[], step: UpdateStep): void;
}
