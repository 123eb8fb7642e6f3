import { clamp } from './distance.ts';

/** How a bleed pushes the brain aside. Patient millimetres; plain data. */
export type MassEffect =
  | {
      readonly kind: 'lens';
      /** On the inner table. */
      readonly centre: readonly [number, number, number];
      /** Unit vector into the head. */
      readonly inward: readonly [number, number, number];
      readonly thicknessMm: number;
      readonly radiusMm: number;
      /** Depth at which nothing moves any more. */
      readonly reachMm: number;
    }
  | {
      readonly kind: 'blob';
      readonly centre: readonly [number, number, number];
      readonly radiusMm: number;
      /** Share of the blood's volume that displaces instead of destroying. */
      readonly share: number;
    };

/** Writes into `out` where the tissue at a point was before the masses pushed it. */
export function undisplaced(
  masses: readonly MassEffect[],
  x: number,
  y: number,
  z: number,
  out: Float64Array,
): void {
  out[0] = x;
  out[1] = y;
  out[2] = z;
  for (const mass of masses) {
    const [cx, cy, cz] = mass.centre;
    const dx = x - cx;
    const dy = y - cy;
    const dz = z - cz;
    if (mass.kind === 'lens') {
      const [nx, ny, nz] = mass.inward;
      const depth = dx * nx + dy * ny + dz * nz;
      const across = Math.max(0, dx * dx + dy * dy + dz * dz - depth * depth);
      const rim = 1 - across / (mass.radiusMm * mass.radiusMm);
      const fade = clamp(1 - depth / mass.reachMm, 0, 1);
      if (rim <= 0 || fade <= 0) continue;
      const shift = mass.thicknessMm * rim * fade;
      out[0] -= shift * nx;
      out[1] -= shift * ny;
      out[2] -= shift * nz;
    } else {
      const r = Math.sqrt(dx * dx + dy * dy + dz * dz);
      const reach = 4 * mass.radiusMm;
      if (r >= reach || r < 1e-6) continue;
      const fade = 1 - r / reach;
      const before = Math.cbrt(Math.max(0, r ** 3 - mass.share * mass.radiusMm ** 3));
      const k = ((before - r) / r) * fade;
      out[0] += dx * k;
      out[1] += dy * k;
      out[2] += dz * k;
    }
  }
}
