import type { BlobBleed, CisternBleed, LensBleed, SheetBleed, VentricleBleed } from './bleed.ts';
import { tentoriumZ } from './brain-shape.ts';
import { FIELD } from './field.ts';
import type { ValueNoise } from './value-noise.ts';

/** Given where a bleed is nowhere near. */
const FAR = 50;

/** Signed distance to a lens between skull and brain; `f` holds the fields at the point. */
export function lensDistance(
  bleed: LensBleed,
  x: number,
  y: number,
  z: number,
  f: ArrayLike<number>,
): number {
  const inner = f[FIELD.innerTable]!;
  const [mx, my, mz] = bleed.middle;
  const [cx, cy, cz] = bleed.centre;
  let ax = x - mx;
  let ay = y - my;
  let az = z - mz;
  const length = Math.sqrt(ax * ax + ay * ay + az * az) + 1e-6;
  let bx = cx - mx;
  let by = cy - my;
  let bz = cz - mz;
  const radius = Math.sqrt(bx * bx + by * by + bz * bz);
  const k = radius / length;
  ax = ax * k - bx;
  ay = (ay * k - by) * bleed.stretch;
  az = az * k - bz;
  const share = (ax * ax + ay * ay + az * az) / (bleed.radiusMm * bleed.radiusMm);
  if (share >= 1) return FAR;
  const uneven = 1 + (bleed.halfOnly === 0 ? 0.1 : 0.3) * f[FIELD.texture]!;
  const thickness = bleed.thicknessMm * (1 - share) ** bleed.profile * uneven;
  let d = Math.max(inner, -f[FIELD.vault]! - thickness);
  const [a, b, c, e] = bleed.levels;
  const level = a * x + b * y + c * z + e;
  d = Math.max(d, bleed.sutures[0] - level, level - bleed.sutures[1]);
  if (bleed.halfOnly !== 0) {
    bx = bleed.halfOnly * f[FIELD.x]!;
    const canonicalY = f[FIELD.y]!;
    by = tentoriumZ(bx, canonicalY) + 1.5 - f[FIELD.z]!;
    bz = canonicalY > 30 ? by : -5;
    d = Math.max(d, 1.5 - bx, bz);
  }
  return d;
}

/** Signed distance to a subdural on the falx or on the tentorium. */
export function sheetDistance(bleed: SheetBleed, f: ArrayLike<number>): number {
  const side = bleed.side === 'left' ? 1 : -1;
  const x = side * f[FIELD.x]!;
  const y = f[FIELD.y]!;
  const z = f[FIELD.z]!;
  const v = bleed.along === 'falx' ? z : x;
  const share = ((y - bleed.at[0]) ** 2 + (v - bleed.at[1]) ** 2) / bleed.radiusMm ** 2;
  if (share >= 1 || x < 0.3) return FAR;
  const thickness = bleed.thicknessMm * Math.sqrt(1 - share) * (1 + 0.35 * f[FIELD.texture]!);
  const above = z - tentoriumZ(x, y);
  const height = bleed.along === 'falx' ? x : above;
  // Along the falx it hangs above the tentorium and the corpus callosum; on the tentorium, behind the notch.
  const outline =
    bleed.along === 'falx'
      ? Math.max(y > 25 ? 1.5 - above : -5, 1 - Math.hypot((y - 2) / 36, (z + 2) / 28))
      : 26 - y;
  return Math.max(f[FIELD.innerTable]!, 0.7 - height, height - 0.7 - thickness, outline);
}

/** Signed distance to a bleed in the brain (the brain's surface not yet counted). */
export function blobDistance(bleed: BlobBleed, x: number, y: number, z: number, noise: ValueNoise): number {
  const r = bleed.radiusMm;
  const dx = x - bleed.centre[0];
  const dy = y - bleed.centre[1];
  const dz = z - bleed.centre[2];
  const ex = dx / bleed.axes[0];
  const ey = dy / bleed.axes[1];
  const ez = dz / bleed.axes[2];
  const e = Math.sqrt(ex * ex + ey * ey + ez * ez);
  if (e > 2.2 * r + 10) return e - r;
  const wide = 1 / bleed.grainMm;
  const fine = 2.6 * wide;
  const o = bleed.offset;
  const rough =
    bleed.roughness *
    (noise.at(dx * wide + o, dy * wide, dz * wide) + 0.4 * noise.at(dx * fine, dy * fine + o, dz * fine));
  return e - r * (1 + rough);
}

/** 0..1: how far the subarachnoid space at a canonical place is filled with blood. */
export function cisternShare(
  bleed: CisternBleed,
  x: number,
  y: number,
  z: number,
  noise: ValueNoise,
): number {
  let nearest = 1e9;
  for (let i = 0; i < bleed.sources.length; i++) {
    const source = bleed.sources[i]!;
    const dx = x - source[0];
    const dy = y - source[1];
    const dz = z - source[2];
    const d = dx * dx + dy * dy + dz * dz;
    if (d < nearest) nearest = d;
  }
  const spare = bleed.reachMm - Math.sqrt(nearest);
  if (spare < -9) return 0;
  if (spare > 15) return 1;
  const left = (spare + 9 * noise.at(x / 14 + 2.7, y / 14, z / 14)) / 6;
  return left <= 0 ? 0 : left >= 1 ? 1 : left;
}

/** Signed distance to the part of the ventricles that holds blood; `qx, qy, qz` canonical, `y` in patient mm. */
export function ventricleDistance(
  bleed: VentricleBleed,
  qx: number,
  qy: number,
  qz: number,
  y: number,
  noise: ValueNoise,
): number {
  if (bleed.layered) return bleed.reachMm - y;
  const [cx, cy, cz] = bleed.centre;
  const d = Math.sqrt((qx - cx) ** 2 + (qy - cy) ** 2 + (qz - cz) ** 2);
  return d - bleed.reachMm + 5 * noise.at(qx / 8, qy / 8 + 1.9, qz / 8);
}
