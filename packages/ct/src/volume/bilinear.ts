/**
 * A value between four pixels: the one at index `at`, its neighbours `right` and `below` further on, and the one that is both;
 * `dx` and `dy` in 0..1. A step of 0 stands where an axis ends.
 */
export function bilinear(
  values: Int16Array | Float32Array,
  at: number,
  right: number,
  below: number,
  dx: number,
  dy: number,
): number {
  const upper = values[at]! + dx * (values[at + right]! - values[at]!);
  const lower = values[at + below]! + dx * (values[at + below + right]! - values[at + below]!);
  return upper + dy * (lower - upper);
}
