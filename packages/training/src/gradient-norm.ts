/**
 * The Euclidean norm of all gradients together, each times `scale`, in float64 and in one order whatever the threads.
 *
 * @returns also the first of them, by its place, that holds something else than finite numbers
 */
export function gradientNorm(
  gradients: readonly Float32Array[],
  scale: number,
): { readonly norm: number; readonly odd: number | undefined } {
  let sum = 0;
  let odd: number | undefined;
  for (const [i, gradient] of gradients.entries()) {
    const squares = sumOfSquares(gradient);
    if (!Number.isFinite(squares)) odd ??= i;
    sum += squares;
  }
  return { norm: scale * Math.sqrt(sum), odd };
}

/** In four sums: one alone waits for each addition. */
function sumOfSquares(values: Float32Array): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  const whole = values.length - (values.length % 4);
  for (let i = 0; i < whole; i += 4) {
    a += values[i]! * values[i]!;
    b += values[i + 1]! * values[i + 1]!;
    c += values[i + 2]! * values[i + 2]!;
    d += values[i + 3]! * values[i + 3]!;
  }
  for (let i = whole; i < values.length; i++) a += values[i]! * values[i]!;
  return a + b + (c + d);
}
