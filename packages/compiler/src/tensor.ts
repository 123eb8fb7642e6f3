/** Numbers with a shape, row-major. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Parameters and running statistics by their names (torchvision's state-dict names for its models). */
export type ParameterMap = ReadonlyMap<string, Tensor>;

/** How many numbers a shape holds. */
export const elementCount = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);
