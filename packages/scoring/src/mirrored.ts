/** Images [..., size, size] mirrored left to right: a copy. */
export function mirrored(images: Float32Array, size: number): Float32Array {
  const out = images.slice();
  for (let start = 0; start < out.length; start += size) out.subarray(start, start + size).reverse();
  return out;
}
