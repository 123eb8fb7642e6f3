import type { Rng } from '@ichor/ct';
import type { InputSpecification } from '@ichor/scoring';
import { blurPlanes } from './blur.ts';

/** How far a training picture may stray from the one that was taken. Plain values: stands in recipes. */
export interface Augmentation {
  /** Mirror left and right, half of the time. */
  readonly flip: boolean;
  /** Rotation up to so many degrees either way. */
  readonly rotateDegrees: number;
  /** 0.15: from 0.85 to 1.15 times as large. */
  readonly scale: number;
  /** In half widths: 0.1 shifts up to 5 % of the width, which is what affine_grid's coordinates of -1 to 1 make of it. */
  readonly shift: number;
  /** The value in 0..1 is multiplied by up to 1 -+ gain; the background stays 0. None by default. */
  readonly gain?: number;
  /** Up to so much is added to, or taken from, the value in 0..1; the background stays 0. None by default. */
  readonly offset?: number;
  /** Standard deviation of the noise added to the value in 0..1; the background stays 0. None by default. */
  readonly noise?: number;
  /** Up to so much of the width and height is cut away, and what is left enlarged to the whole; nothing by default. */
  readonly crop?: number;
  /** The value's distance from 0.5 is multiplied by up to 1 -+ contrast; the background stays 0. None by default. */
  readonly contrast?: number;
  /** Standard deviation, in pixels, of the strongest blur. None by default. */
  readonly blur?: number;
}

/** One draw: where in the source each output pixel lies, in coordinates of -1 to 1, and what happens to its value. */
export interface Distortion {
  /** [2, 3] as affine_grid takes it. */
  readonly theta: readonly [number, number, number, number, number, number];
  readonly gain: number;
  readonly offset: number;
  readonly noise: number;
  /** Where in the table of noise to begin. */
  readonly noiseFrom: number;
  /** Standard deviation in pixels; 0 for none. */
  readonly blur: number;
}

/** Draws one distortion. The numbers are drawn in the same order whatever is switched off. */
export function drawDistortion(augmentation: Augmentation, rng: Rng): Distortion {
  const { flip, rotateDegrees, scale, shift, gain = 0, offset = 0, noise = 0 } = augmentation;
  const { crop = 0, contrast = 0, blur = 0 } = augmentation;
  const angle = (rng.uniform(-rotateDegrees, rotateDegrees) * Math.PI) / 180;
  const size = rng.uniform(1 - scale, 1 + scale);
  const side = rng.chance(0.5) && flip ? -1 : 1;
  const [shiftX, shiftY] = [rng.uniform(-shift, shift), rng.uniform(-shift, shift)];
  const cos = Math.cos(angle) / size;
  const sin = Math.sin(angle) / size;
  const [times, plus] = [rng.uniform(1 - gain, 1 + gain), rng.uniform(-offset, offset)];
  const [strength, noiseFrom] = [noise * rng.uniform(), rng.integer(NOISE_LENGTH)];
  // The part that is kept, of the picture that was turned: its half width, and its middle.
  const kept = 1 - crop * rng.uniform();
  const [aside, down] = [rng.uniform(-1, 1) * (1 - kept), rng.uniform(-1, 1) * (1 - kept)];
  const stretch = rng.uniform(1 - contrast, 1 + contrast);
  return {
    theta: [
      cos * side * kept,
      -sin * kept,
      shiftX + cos * side * aside - sin * down,
      sin * side * kept,
      cos * kept,
      shiftY + sin * side * aside + cos * down,
    ],
    gain: times * stretch,
    offset: plus * stretch + 0.5 * (1 - stretch),
    noise: strength,
    noiseFrom,
    blur: blur * rng.uniform(),
  };
}

const NOISE_LENGTH = 1 << 16;

/** Gaussian numbers are dear: a table of them is read from a random place on. */
export function noiseTable(rng: Rng): Float32Array {
  return Float32Array.from({ length: NOISE_LENGTH }, () => rng.normal());
}

/**
 * Writes one distorted sample to out[at...] as [3, size, size] network values. As PyTorch's affine_grid and grid_sample
 * (bilinear, zeros outside, align_corners = false) on v / 255, and normalized only then: outside is the background.
 *
 * @param triple index of its three planes
 */
export function augmentInto(
  out: Float32Array,
  at: number,
  planes: Uint8Array,
  triple: ArrayLike<number>,
  { size, mean, standardDeviation }: InputSpecification,
  { theta, gain, offset, noise, noiseFrom, blur }: Distortion,
  noises: Float32Array,
): void {
  const pixels = size * size;
  const [p0, p1, p2] = [triple[0]! * pixels, triple[1]! * pixels, triple[2]! * pixels];
  const [o0, o1, o2] = [at, at + pixels, at + 2 * pixels];
  const last = size - 1;
  // Coordinates -1..1 of pixel j's centre are (2j + 1) / size - 1; back to pixels: ((g + 1) * size - 1) / 2.
  const [xx, xy, x1, yx, yy, y1] = theta;
  const stepX = xx;
  const stepY = yx;
  for (let row = 0; row < size; row++) {
    const v = (2 * row + 1) / size - 1;
    const u = 1 / size - 1;
    let sourceX = ((xx * u + xy * v + x1 + 1) * size - 1) / 2;
    let sourceY = ((yx * u + yy * v + y1 + 1) * size - 1) / 2;
    const line = row * size;
    for (let column = 0; column < size; column++, sourceX += stepX, sourceY += stepY) {
      let a = 0;
      let b = 0;
      let c = 0;
      if (sourceX > -1 && sourceX < size && sourceY > -1 && sourceY < size) {
        const left = Math.floor(sourceX);
        const top = Math.floor(sourceY);
        const fx = sourceX - left;
        const fy = sourceY - top;
        // A corner outside weighs nothing, and its address is pulled inside.
        const wl = left < 0 ? 0 : 1 - fx;
        const wr = left >= last ? 0 : fx;
        const wt = top < 0 ? 0 : 1 - fy;
        const wb = top >= last ? 0 : fy;
        const x0 = left < 0 ? 0 : left;
        const xr = left >= last ? last : left + 1;
        const yt = (top < 0 ? 0 : top) * size;
        const yb = (top >= last ? last : top + 1) * size;
        const i = yt + x0;
        const j = yt + xr;
        const k = yb + x0;
        const l = yb + xr;
        const w00 = wt * wl;
        const w01 = wt * wr;
        const w10 = wb * wl;
        const w11 = wb * wr;
        a = planes[p0 + i]! * w00 + planes[p0 + j]! * w01 + planes[p0 + k]! * w10 + planes[p0 + l]! * w11;
        b = planes[p1 + i]! * w00 + planes[p1 + j]! * w01 + planes[p1 + k]! * w10 + planes[p1 + l]! * w11;
        c = planes[p2 + i]! * w00 + planes[p2 + j]! * w01 + planes[p2 + k]! * w10 + planes[p2 + l]! * w11;
      }
      const to = line + column;
      out[o0 + to] = a;
      out[o1 + to] = b;
      out[o2 + to] = c;
    }
  }
  if (blur > 0) blurPlanes(out, at, { planes: 3, size, sigma: blur });
  const end = at + 3 * pixels;
  if (gain === 1 && offset === 0 && noise === 0) {
    for (let i = at; i < end; i++) out[i] = (out[i]! / 255 - mean) / standardDeviation;
    return;
  }
  for (let i = at; i < end; i++) {
    let value = out[i]! / 255;
    if (value > 0) {
      value = value * gain + offset + noise * noises[(noiseFrom + i - at) & (NOISE_LENGTH - 1)]!;
      value = value < 0 ? 0 : value > 1 ? 1 : value;
    }
    out[i] = (value - mean) / standardDeviation;
  }
}
