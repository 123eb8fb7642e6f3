import type { Rng } from '@ichor/ct';

const SIZE = 32;
const MASK = SIZE - 1;

/**
 * Smooth noise in three dimensions: random numbers in [-1, 1] on a periodic 32-cube lattice, interpolated with a
 * smoothstep. The lattice is drawn once, so a value costs eight reads.
 */
export class ValueNoise {
  readonly #values: Float32Array;
  readonly #perMm: number;

  constructor(rng: Rng, cellMm: number) {
    this.#values = Float32Array.from({ length: SIZE ** 3 }, () => rng.uniform(-1, 1));
    this.#perMm = 1 / cellMm;
  }

  /** The noise at a point in mm. */
  at(x: number, y: number, z: number): number {
    const values = this.#values;
    // 512 cells of offset keep the truncation below on the positive side for every point of a head.
    const px = x * this.#perMm + 512;
    const py = y * this.#perMm + 512;
    const pz = z * this.#perMm + 512;
    const ix = px | 0;
    const iy = py | 0;
    const iz = pz | 0;
    let u = px - ix;
    let v = py - iy;
    let w = pz - iz;
    u = u * u * (3 - 2 * u);
    v = v * v * (3 - 2 * v);
    w = w * w * (3 - 2 * w);
    const x0 = ix & MASK;
    const x1 = (ix + 1) & MASK;
    const y0 = (iy & MASK) * SIZE;
    const y1 = ((iy + 1) & MASK) * SIZE;
    const z0 = (iz & MASK) * SIZE * SIZE;
    const z1 = ((iz + 1) & MASK) * SIZE * SIZE;
    const a = values[z0 + y0 + x0]! + u * (values[z0 + y0 + x1]! - values[z0 + y0 + x0]!);
    const b = values[z0 + y1 + x0]! + u * (values[z0 + y1 + x1]! - values[z0 + y1 + x0]!);
    const c = values[z1 + y0 + x0]! + u * (values[z1 + y0 + x1]! - values[z1 + y0 + x0]!);
    const d = values[z1 + y1 + x0]! + u * (values[z1 + y1 + x1]! - values[z1 + y1 + x0]!);
    const lower = a + v * (b - a);
    return lower + w * (c + v * (d - c) - lower);
  }
}
