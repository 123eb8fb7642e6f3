import type { Anatomy } from './anatomy.ts';
import { callosum, cisterns, sylvianFissure } from './brain-shape.ts';
import { inside } from './distance.ts';
import { FIELD } from './field.ts';
import type { ValueNoise } from './value-noise.ts';

/** Signed distance to the subarachnoid space above the tentorium (negative in fluid); blood in it has widened it by `widen` mm. */
export function distanceToFluid(
  anatomy: Anatomy,
  noise: ValueNoise,
  f: ArrayLike<number>,
  ax: number,
  x: number,
  y: number,
  z: number,
  surface: number,
  stem: number,
  widen: number,
): number {
  const atrophy = anatomy.atrophy;
  let d = -surface;
  // Sulci reach in from the convexity and from the midline.
  const depth = surface < ax + 1 ? surface : ax + 1;
  if (depth < 26) {
    const wide = (0.4 + 0.95 * atrophy) * anatomy.sulcusMm + widen;
    const deep = 17 + 11 * f[FIELD.texture]!;
    const reach = deep - depth;
    const a = wide * (1.1 - (0.7 * depth) / deep) - Math.abs(f[FIELD.sulcus]!);
    const sheet = a < reach ? a : reach;
    if (sheet > d) d = sheet;
    if (depth < 13) {
      const narrow = (0.05 + 0.75 * atrophy) * anatomy.sulcusMm + widen * 0.8;
      const b = narrow * (1.05 - (0.6 * depth) / 12) - Math.abs(f[FIELD.smallSulcus]!);
      const shallow = 11 - depth;
      const small = b < shallow ? b : shallow;
      if (small > d) d = small;
    }
  }
  // The interhemispheric fissure, outside the corpus callosum.
  if (ax < 12) {
    const outline = callosum(y, z);
    const open = (Math.sqrt(outline) - 1) * 32;
    const half = 0.7 + 1.1 * atrophy * (y < -20 ? 1.5 : 0.8) + widen * 0.5 - ax;
    const fissure = half < open ? half : open;
    if (fissure > d) d = fissure;
  }
  if (ax > 20 && y > -34 && y < 40 && z > -20 && z < 34) {
    const uneven = noise.at(y / 11, z / 9, x > 0 ? 3.3 : 9.1);
    const sylvian = -sylvianFissure(
      ax + 2.5 * f[FIELD.texture]!,
      y,
      z + 7 * f[FIELD.texture]!,
      0.4 * anatomy.sulcusMm + 1.3 * atrophy + widen * 0.7,
      uneven,
    );
    if (sylvian > d) d = sylvian;
  }
  if (ax < 36 && z < 16 && y > -24 && y < 50) {
    const cistern = -cisterns(x, y, z, -0.6 + 1.2 * atrophy + widen * 0.3);
    if (cistern > d) d = cistern;
    // The ambient cistern round the midbrain.
    const ring = 1.6 + 1.3 * atrophy + widen * 0.4 - stem;
    const ambient = z > -20 && z < 5 && y > 6 ? Math.min(ring, 6 - z) : -9;
    if (ambient > d) d = ambient;
  }
  return -d;
}

/** The share of fluid in a sample below the tentorium. */
export function fluidOfPosteriorFossa(
  anatomy: Anatomy,
  x: number,
  y: number,
  z: number,
  surface: number,
  stem: number,
  widen: number,
  edge: number,
): number {
  let d = 0.6 + anatomy.atrophy + widen - surface;
  const ax = Math.abs(x);
  if (stem < 18 && y < 30) {
    // Before and beside the brainstem all is cistern, as far as the bone.
    const front = 15 + (z < -38 ? (-38 - z) * 0.55 : 0);
    const before = Math.min(front + 6 - y - 0.25 * ax, 30 - ax);
    if (before > d) d = before;
  }
  if (ax < 20) {
    const magna = -cisterns(x, y, z, anatomy.atrophy);
    if (magna > d) d = magna;
    if (z < -68) {
      const cord = Math.min(-68 - z, 20);
      if (cord > d) d = cord;
    }
  }
  return inside(-d, edge);
}
