/**
 * Blurs planes in place with a Gaussian, first along rows and then along columns; what lies outside is 0, the background.
 *
 * @param values [planes, size, size] from `at` on
 * @param sigma standard deviation in pixels, above 0
 */
export function blurPlanes(
  values: Float32Array,
  at: number,
  { planes, size, sigma }: { readonly planes: number; readonly size: number; readonly sigma: number },
): void {
  const kernel = gaussian(sigma);
  const line = new Float64Array(size);
  for (let plane = 0; plane < planes; plane++) {
    const from = at + plane * size * size;
    for (let row = 0; row < size; row++) blurLine(values, from + row * size, 1, line, kernel);
    for (let column = 0; column < size; column++) blurLine(values, from + column, size, line, kernel);
  }
}

/** The middle and one side, up to three standard deviations; with both sides its sum is 1. */
function gaussian(sigma: number): Float64Array {
  const side = Float64Array.from({ length: Math.ceil(3 * sigma) + 1 }, (_, i) =>
    Math.exp(-(i * i) / (2 * sigma * sigma)),
  );
  const sum = side.reduce((total, weight, i) => total + (i === 0 ? weight : 2 * weight), 0);
  return side.map((weight) => weight / sum);
}

function blurLine(
  values: Float32Array,
  from: number,
  stride: number,
  line: Float64Array,
  kernel: Float64Array,
): void {
  const size = line.length;
  for (let i = 0; i < size; i++) line[i] = values[from + i * stride]!;
  for (let i = 0; i < size; i++) {
    let sum = line[i]! * kernel[0]!;
    for (let reach = 1; reach < kernel.length; reach++) {
      const before = i >= reach ? line[i - reach]! : 0;
      const after = i + reach < size ? line[i + reach]! : 0;
      sum += kernel[reach]! * (before + after);
    }
    values[from + i * stride] = sum;
  }
}
