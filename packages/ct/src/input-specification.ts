/** How slices become what a network sees; stated in bundle.json and applied by `networkInput` alone. */
export interface InputSpecification {
  /** Pixels along either side of the square input. */
  readonly size: number;
  /** Thin slices are averaged to this thickness. */
  readonly sliceThicknessMm: number;
  /** Distance of the two neighbours that are the first and the third channel. */
  readonly neighbourDistanceMm: number;
  /** Values are clipped to this range and scaled to 0..1. */
  readonly huRange: readonly [number, number];
  /** In plane, the bounding box of the head fills the square. */
  readonly scaling: 'head-box';
  /** Subtracted from, and divided into, the value in 0..1. */
  readonly mean: number;
  readonly standardDeviation: number;
}

/** PhysioNet CT-ICH keeps only -20 to 100 HU, so every source is clipped to that. */
export const inputSpecification = (size: number): InputSpecification => ({
  size,
  sliceThicknessMm: 5,
  neighbourDistanceMm: 5,
  huRange: [-20, 100],
  scaling: 'head-box',
  mean: 0.25,
  standardDeviation: 0.25,
});
