import type { Vector3 } from '../series/slice.ts';

/** Three-vectors in patient millimetres (x to the left, y to the back, z to the head), or directions among them. */

export const dot = (a: Vector3, b: Vector3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

export const add = (a: Vector3, b: Vector3): Vector3 => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];

export const subtract = (a: Vector3, b: Vector3): Vector3 => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];

export const scaled = (a: Vector3, by: number): Vector3 => [a[0] * by, a[1] * by, a[2] * by];

export const lengthOf = (a: Vector3): number => Math.hypot(a[0], a[1], a[2]);

/** Of length 1. @throws RangeError for a vector without length. */
export function unit(a: Vector3): Vector3 {
  const length = lengthOf(a);
  if (!(length > 0)) throw new RangeError('unit: a vector without length has no direction');
  return scaled(a, 1 / length);
}

export const cross = (a: Vector3, b: Vector3): Vector3 => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
