import type { Anatomy } from './anatomy.ts';
import type { ValueNoise } from './value-noise.ts';

/** Maps patient millimetres onto the canonical head: rotation, size, asymmetry and a smooth warp of its own. */
export class Frame {
  readonly #anatomy: Anatomy;
  readonly #noise: ValueNoise;
  x = 0;
  y = 0;
  z = 0;

  constructor(anatomy: Anatomy, noise: ValueNoise) {
    this.#anatomy = anatomy;
    this.#noise = noise;
  }

  /** Sets x, y, z to the canonical place of a point in patient mm. */
  toCanonical(px: number, py: number, pz: number): void {
    const { origin, scale, rotation: r, shear, warpMm } = this.#anatomy;
    const dx = px - origin[0];
    const dy = py - origin[1];
    const dz = pz - origin[2];
    const x = (r[0]! * dx + r[3]! * dy + r[6]! * dz) / scale[0];
    const y = (r[1]! * dx + r[4]! * dy + r[7]! * dz) / scale[1];
    const z = (r[2]! * dx + r[5]! * dy + r[8]! * dz) / scale[2];
    const nx = x / 48;
    const ny = y / 48;
    const nz = z / 48;
    const noise = this.#noise;
    this.x = x + warpMm * noise.at(nx, ny, nz);
    this.y = y + shear * x + warpMm * noise.at(nx + 9.5, ny, nz);
    this.z = z + warpMm * noise.at(nx, ny + 9.5, nz);
  }

  /** Canonical y without the warp as a plane in patient mm: y = a x + b y + c z + d. */
  levelsOfY(): readonly [number, number, number, number] {
    const { origin, scale, rotation: r, shear } = this.#anatomy;
    const along = [0, 3, 6].map((i) => r[i + 1]! / scale[1] + (shear * r[i]!) / scale[0]);
    const at = -along.reduce((sum, a, i) => sum + a * origin[i]!, 0);
    return [along[0]!, along[1]!, along[2]!, at];
  }

  /** Patient mm of a canonical point, the warp left out (within a few mm). */
  toPatient(x: number, y: number, z: number): [number, number, number] {
    const { origin, scale, rotation: r, shear } = this.#anatomy;
    const sx = x * scale[0];
    const sy = (y - shear * x) * scale[1];
    const sz = z * scale[2];
    return [
      origin[0] + r[0]! * sx + r[1]! * sy + r[2]! * sz,
      origin[1] + r[3]! * sx + r[4]! * sy + r[5]! * sz,
      origin[2] + r[6]! * sx + r[7]! * sy + r[8]! * sz,
    ];
  }
}
