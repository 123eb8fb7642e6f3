import { Rng } from '@ichor/ct';

const POOL = 1 << 18;
let pool: Float32Array | undefined;

/** Gaussian numbers drawn once a process: a slice reads them from places of its own, which is much faster. */
function gaussians(): Float32Array {
  if (!pool) {
    const rng = Rng.of('scanner noise');
    pool = Float32Array.from({ length: POOL }, () => rng.normal());
  }
  return pool;
}

/** Blur of a soft-tissue kernel (Gaussian, mm) and the pixel at which the noise's SD is stated. */
const KERNEL_MM = 0.5;
const REFERENCE_PIXEL_MM = 0.45;

/**
 * Adds noise, correlated as by a soft-tissue kernel, to a slice. `sd` is its SD in pixels of 0.45 mm in the middle of the
 * head; wider pixels average some of it away (variance goes with 1 / (kernel^2 + pixel^2 / 12)).
 */
export function addNoise(
  hu: Float32Array,
  rows: number,
  columns: number,
  pixelMm: number,
  sd: number,
  rng: Rng,
): void {
  if (sd <= 0) return;
  const source = gaussians();
  const variance = (pixel: number) => KERNEL_MM ** 2 + pixel ** 2 / 12;
  const wanted = sd * Math.sqrt(variance(REFERENCE_PIXEL_MM) / variance(pixelMm));
  const sigma = Math.sqrt(variance(pixelMm)) / pixelMm;
  const kernel = gaussianKernel(sigma);
  const reach = (kernel.length - 1) / 2;
  const gain = wanted / kernel.reduce((sum, k) => sum + k * k, 0);
  const width = columns + 2 * reach;
  // Rows blurred along x are kept in a ring while they are blurred along y.
  const ring = Array.from({ length: kernel.length }, () => new Float32Array(columns));
  const raw = new Float32Array(width);
  const fill = (into: Float32Array) => {
    let at = rng.integer(POOL - width);
    for (let i = 0; i < width; i++) raw[i] = source[at++]!;
    for (let c = 0; c < columns; c++) {
      let sum = 0;
      for (let k = 0; k < kernel.length; k++) sum += kernel[k]! * raw[c + k]!;
      into[c] = sum;
    }
  };
  for (let k = 0; k < kernel.length - 1; k++) fill(ring[k + 1]!);
  for (let r = 0; r < rows; r++) {
    ring.push(ring.shift()!);
    fill(ring[kernel.length - 1]!);
    const at = r * columns;
    for (let c = 0; c < columns; c++) {
      let sum = 0;
      for (let k = 0; k < kernel.length; k++) sum += kernel[k]! * ring[k]![c]!;
      hu[at + c]! += gain * sum;
    }
  }
}

function gaussianKernel(sigma: number): number[] {
  const reach = Math.max(1, Math.ceil(2.5 * sigma));
  const kernel = Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-((i - reach) ** 2) / (2 * sigma * sigma)),
  );
  const sum = kernel.reduce((a, b) => a + b, 0);
  return kernel.map((k) => k / sum);
}
