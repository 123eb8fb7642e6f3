const scratch = new Float32Array(1);
const bits = new Uint32Array(scratch.buffer);

/**
 * Rounds to IEEE 754 binary16, to the nearest, ties to even. What is too large becomes infinite, as the format has it:
 * callers that must not lose a value check the range first.
 */
export function toFloat16(values: Float32Array): Uint16Array {
  const out = new Uint16Array(values.length);
  for (let i = 0; i < values.length; i++) out[i] = encode(values[i] ?? Number.NaN);
  return out;
}

/** The exact float32 values of binary16 numbers. */
export function fromFloat16(values: Uint16Array): Float32Array {
  const out = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) out[i] = decode(values[i] ?? 0);
  return out;
}

function encode(value: number): number {
  scratch[0] = value;
  const x = bits[0] ?? 0;
  const sign = (x >>> 16) & 0x8000;
  const magnitude = x & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00; // not a number
  if (magnitude >= 0x477ff000) return sign | 0x7c00; // 65520 and more round to infinity
  if (magnitude < 0x33000001) return sign; // half of the smallest subnormal and less round to zero
  const exponent = magnitude >>> 23;
  // Below 2^-14 the hidden bit is written out and shifted: a subnormal.
  const shift = exponent < 113 ? 126 - exponent : 13;
  const mantissa = exponent < 113 ? (magnitude & 0x7fffff) | 0x800000 : magnitude - (112 << 23);
  const floor = mantissa >>> shift;
  const rest = mantissa & ((1 << shift) - 1);
  const half = 1 << (shift - 1);
  return sign | (floor + (rest > half || (rest === half && (floor & 1) === 1) ? 1 : 0));
}

function decode(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >>> 10) & 31;
  const mantissa = half & 1023;
  if (exponent === 31) return mantissa === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  if (exponent === 0) return sign * mantissa * 2 ** -24;
  return sign * (1 + mantissa / 1024) * 2 ** (exponent - 15);
}
