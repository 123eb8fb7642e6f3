/** Which source samples make one target sample: `first` and the following, with weights that sum to 1. */
interface Tap {
  readonly first: number;
  readonly weights: Float64Array;
}

/**
 * Row-major [rows, columns] -> [height, width] by a triangle filter: bilinear when enlarging, averaging when
 * reducing, edges repeated. Sample centres lie at half pixels, so that the outer edges of both coincide.
 */
export function resample(
  data: ArrayLike<number>,
  rows: number,
  columns: number,
  height: number,
  width: number,
): Float32Array {
  const across = taps(columns, width);
  const lines = new Float32Array(rows * width);
  for (let row = 0; row < rows; row++) {
    for (let x = 0; x < width; x++) {
      const { first, weights } = across[x]!;
      let sum = 0;
      for (let k = 0; k < weights.length; k++) sum += weights[k]! * data[row * columns + first + k]!;
      lines[row * width + x] = sum;
    }
  }
  const out = new Float32Array(height * width);
  taps(rows, height).forEach(({ first, weights }, y) => {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let k = 0; k < weights.length; k++) sum += weights[k]! * lines[(first + k) * width + x]!;
      out[y * width + x] = sum;
    }
  });
  return out;
}

function taps(from: number, to: number): Tap[] {
  const scale = from / to;
  const reach = Math.max(1, scale);
  return Array.from({ length: to }, (_, i) => {
    const center = (i + 0.5) * scale - 0.5;
    const first = Math.max(0, Math.ceil(center - reach));
    const last = Math.min(from - 1, Math.floor(center + reach));
    const weights = Float64Array.from({ length: last - first + 1 }, (_, k) => {
      return Math.max(0, 1 - Math.abs(first + k - center) / reach);
    });
    const sum = weights.reduce((a, b) => a + b, 0);
    return { first, weights: weights.map((weight) => weight / sum) };
  });
}
