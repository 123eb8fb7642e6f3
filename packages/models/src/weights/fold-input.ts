import { CompilerError, type ParameterMap, type Tensor } from '@ichor/compiler';
import type { FirstLayer } from './first-layer.ts';

/** What a network's makers did with each channel of an image x before it: (x - mean) / deviation. */
export interface InputScaling {
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

/**
 * Weights that take x as they are given it, of weights that took (x - mean) / deviation: the division goes into the first
 * kernels, the shift into the running mean of the norm behind them, since the convolution has no bias.
 *
 *     conv(w, (x - m) / s) = conv(w / s, x) - sum(w m / s)
 *
 * **Exact** (but for rounding to float32): all places that no padding reaches. **Not exact**: places at the border. There the
 * makers' network sees zeros beside the image, which is its mean colour; this one sees zeros too, which are black. The sum
 * runs over the taps on padding as well, so that such a place is off by the sum of w m / s over these taps; that is a
 * frame of half the kernel's width. With frozen norms the shift stays for ever; norms that learn their statistics anew find it
 * themselves within some steps.
 *
 * @returns all of the weights, these two changed
 * @throws CompilerError where a mean or deviation is missing or no number, or a deviation isn't above 0
 */
export function foldInput(
  weights: ParameterMap,
  { kernels, runningMean }: FirstLayer,
  { mean, deviation }: InputScaling,
): Map<string, Tensor> {
  const given = weights.get(kernels);
  const before = weights.get(runningMean);
  const [out = 0, inputs = 0, rows = 0, columns = 0] = given?.shape ?? [];
  if (given?.shape.length !== 4 || before?.data.length !== out)
    throw new CompilerError(
      `${kernels}, ${runningMean}`,
      'are not among the weights, or do not fit each other',
    );
  const isScaling = mean.every(Number.isFinite) && deviation.every((s) => Number.isFinite(s) && s > 0);
  if (mean.length !== inputs || deviation.length !== inputs || !isScaling)
    throw new CompilerError(
      kernels,
      `takes ${inputs} channels: a mean and a deviation above 0 for each, not [${mean}] and [${deviation}]`,
    );
  const places = rows * columns;
  const folded = new Float32Array(given.data.length);
  const moved = Float64Array.from(before.data);
  for (let o = 0; o < out; o++)
    for (let i = 0; i < inputs; i++)
      for (let place = 0; place < places; place++) {
        const at = (o * inputs + i) * places + place;
        const weight = (given.data[at] ?? 0) / (deviation[i] ?? 1);
        folded[at] = weight;
        moved[o] = (moved[o] ?? 0) + weight * (mean[i] ?? 0);
      }
  return new Map(weights)
    .set(kernels, { shape: given.shape, data: folded })
    .set(runningMean, { shape: before.shape, data: Float32Array.from(moved) });
}
