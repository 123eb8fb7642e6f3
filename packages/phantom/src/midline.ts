import type { Anatomy } from './anatomy.ts';
import { callosum, tentoriumZ } from './brain-shape.ts';
import { ellipsoid, inside } from './distance.ts';
import { FIELD } from './field.ts';
import type { ValueNoise } from './value-noise.ts';

/** Falx, tentorium, venous sinuses. */
export function membranes(
  anatomy: Anatomy,
  hu: number,
  f: ArrayLike<number>,
  ax: number,
  y: number,
  z: number,
  edge: number,
): number {
  const inner = f[FIELD.innerTable]!;
  const tent = tentoriumZ(ax, y);
  let out = hu;
  if (ax < 7 && z > (y < 28 ? -6 : tent - 3) && inner > -60) {
    const rim = callosum(y, z);
    if (rim > (y > 0 ? 1.15 : 1.6)) {
      const falx = inside(ax - (y > 10 ? 0.75 : 0.5), edge);
      out += (anatomy.falxHu - out) * falx * (y < -20 ? 0.7 : 1);
    }
    if (z > -5 && (y > -40 || z > 30)) {
      const sinus = Math.max(ax + 0.7 * (-inner - 5), -7 - inner) - 0.5;
      if (sinus < 1) out += (anatomy.greyHu + 14 - out) * inside(sinus, 1);
    }
  }
  if (y > 24 && ax > 4 && z < 12) {
    const sheet = Math.abs(z - tent) * 0.85;
    if (sheet < 2 + edge) {
      const notch = Math.hypot(ax / 19, (y - 24) / 22);
      if (notch > 1) out += (anatomy.falxHu - 4 - out) * inside(sheet - 0.5, edge) * 0.6;
      if (inner > -8 && y > 34) out += (anatomy.greyHu + 12 - out) * inside(sheet - 2 - 0.3 * inner - 1.6, 1);
    }
  }
  return out;
}

/** Pineal, choroid plexus, falx and pallidum, where this patient's are calcified. */
export function calcifications(
  anatomy: Anatomy,
  noise: ValueNoise,
  hu: number,
  ax: number,
  x: number,
  y: number,
  z: number,
  edge: number,
): number {
  let out = hu;
  if (anatomy.pinealMm > 0 && ax < 5 && y > 18 && y < 34) {
    const d = ellipsoid(x, y - 26, z - 3, anatomy.pinealMm, anatomy.pinealMm * 1.2, anatomy.pinealMm);
    if (d < edge) out += (190 - out) * inside(d, edge);
  }
  const choroid = x > 0 ? anatomy.choroidMm[0] : anatomy.choroidMm[1];
  if (choroid > 0 && ax > 14 && ax < 34 && y > 22 && y < 46 && z > -8 && z < 22) {
    const wobble = choroid * 0.5 * noise.at(x / 3, y / 3, z / 3);
    const d = ellipsoid(ax - 23, y - 34, z - 7, choroid * 0.8, choroid, choroid * 0.9) + wobble;
    if (d < edge) out += (220 - out) * inside(d, edge);
  }
  if (anatomy.falxPlaqueMm > 0 && ax < 6) {
    const d = ellipsoid(x, y + 44, z - 40, anatomy.falxPlaqueMm * 0.6, 9, 6);
    if (d < edge) out += (420 - out) * inside(d, edge);
  }
  if (anatomy.pallidumHu > 0 && ax > 14 && ax < 26) {
    const d = ellipsoid(ax - 19, y - 1, z - 1, 2.5, 5, 4) + 1.5 * noise.at(x / 3, y / 3, z / 3);
    if (d < 1) out += anatomy.pallidumHu * inside(d, 1);
  }
  return out;
}
