import type { Anatomy } from './anatomy.ts';
import { capsule, ellipsoid, smoothMin } from './distance.ts';

/** Structures inside the brain in canonical millimetres, as signed distances; evaluated for each sample near them. */

/** The tentorium's height; it slopes down from the incisura to the sides and to the back. */
export const tentoriumZ = (ax: number, y: number): number => 7 - 0.4 * ax - 0.36 * (y - 38);

/** True below the tentorium and behind the petrous bones. */
export const isBelowTentorium = (ax: number, y: number, z: number): boolean =>
  y > 14 + (ax > 18 ? (ax - 18) * 0.4 : 0) && z < tentoriumZ(ax, y);

/** The lateral ventricle of one side (ax = |x|): horns, body, atrium; `size` scales the radii. */
export function lateralVentricle(ax: number, y: number, z: number, size: number): number {
  const grow = size - 1;
  // Frontal horns are slits that open as they widen; the septum keeps them off the midline.
  let d = capsule(ax, y, z * 1, 13, -33, 3, 7 + grow, -12, 11, 2.4 * size, 3 * size);
  d = smoothMin(d, capsule(ax, y, z, 7 + grow, -14, 12, 14 + grow, 18, 19, 3.2 * size, 4 * size), 3);
  d = smoothMin(d, capsule(ax, y, z, 14 + grow, 18, 18, 23, 32, 6, 4 * size, 5.2 * size), 3);
  d = smoothMin(d, capsule(ax, y, z, 23, 33, 6, 22, 54, 2, 4.2 * size, 1.6 * size), 3);
  d = smoothMin(d, capsule(ax, y, z, 24, 32, 4, 33, 8, -13, 3 * size, 1.6 * size), 2);
  d = smoothMin(d, capsule(ax, y, z, 33, 8, -13, 30, -8, -19, 1.6 * size, 1.1 * size), 2);
  const septum = 0.6 - ax;
  return d > septum ? d : septum;
}

/** The third ventricle, a slit between the thalami. */
export function thirdVentricle(ax: number, y: number, z: number, size: number): number {
  const outline = ellipsoid(0, y, z + 2, 20, 14, 10);
  const slit = ax - (0.5 + 1.5 * size * size);
  return outline > slit ? outline : slit;
}

/** The fourth ventricle, behind the pons. */
export const fourthVentricle = (x: number, y: number, z: number, size: number): number =>
  ellipsoid(x, y - 31 - 0.25 * (z + 32), z + 32, 5.5 * size + 1.5, 3.2 * size + 0.6, 11);

/** Midbrain, pons and medulla. */
export function brainstem(x: number, y: number, z: number): number {
  let d = ellipsoid(x, y - 15, z + 7, 16, 11, 16);
  d = smoothMin(d, ellipsoid(x, y - 12, z + 28, 17, 13, 14), 5);
  d = smoothMin(d, capsule(x, y, z, 0, 17, -38, 0, 31, -75, 9, 6.5), 5);
  return smoothMin(d, capsule(x, y, z, 0, 31, -75, 0, 34, -130, 6.5, 5), 3);
}

/** Caudate, lentiform nucleus and thalamus: grey matter deep in the hemisphere. */
export function deepGrey(ax: number, y: number, z: number, ventricle: number): number {
  const caudate = ellipsoid(ax - 12 - 2.4 * ventricle, y + 21, z - 8, 4.8, 11, 9);
  // The lentiform nucleus is turned so that its front end lies nearer the midline.
  const ly = y + 3 - 0.25 * (ax - 25);
  const lx = ax - 25 + 0.18 * (y + 3) + 0.004 * (y + 3) * (y + 3);
  const lentiform = ellipsoid(lx, ly, z - 1, 6.5, 17, 10);
  const tx = ax - 10.5 - 0.2 * (y - 8);
  const thalamus = ellipsoid(tx, y - 9, z - 5, 8.5, 14, 9);
  const first = caudate < lentiform ? caudate : lentiform;
  return first < thalamus ? first : thalamus;
}

/** The basal cisterns above and before the brainstem, and those behind it; `wide` in mm is added all round. */
export function cisterns(x: number, y: number, z: number, wide: number): number {
  const ax = x < 0 ? -x : x;
  let d = ellipsoid(x, y + 9, z + 14, 12, 9, 6);
  d = smoothMin(d, ellipsoid(x, y - 1, z + 13, 6, 6, 6), 3);
  d = smoothMin(d, capsule(ax, y, z, 8, -14, -13, 25, -17, -11, 2.6, 1.4), 3);
  const colliculi = capsule(ax, y, z, 0, 30, 3, 15, 20, -5, 1.9, 0.9);
  d = d < colliculi ? d : colliculi;
  const vein = ellipsoid(x, y - 35, z - 8, 3.2, 4.5, 4);
  d = d < vein ? d : vein;
  const magna = ellipsoid(x, y - 64, z + 63, 12, 8, 8);
  return (d < magna ? d : magna) - wide;
}

/** The Sylvian fissure: its stem, the cleft over the insula, and the way out to the convexity; `uneven` in [-1, 1]. */
export function sylvianFissure(ax: number, y: number, z: number, halfWidth: number, uneven: number): number {
  const cleftX = 41 - 0.013 * (y + 3) * (y + 3) - 0.012 * (z - 4) * (z - 4);
  let cleft = Math.abs(ax - cleftX) - halfWidth * (0.7 + uneven);
  cleft = Math.max(cleft, y - 15 - 9 * uneven, -24 - y + 6 * uneven, z - 15, -10 - z);
  const lipZ = -3 + 0.5 * (y + 12) + 0.25 * (ax - 50);
  let lip = Math.abs(z - lipZ) * 0.85 - halfWidth;
  lip = Math.max(lip, 38 - ax, y - 30, -30 - y);
  const stem = capsule(ax, y, z, 24, -17, -11, 41, -24, -6, halfWidth, halfWidth);
  return Math.min(cleft, lip, stem);
}

/** How far a point of the midline plane is from the corpus callosum and what lies under it: 1 on its outline. */
export function callosum(y: number, z: number): number {
  const ey = (y - 2) / 40;
  const ez = (z + 2) / 30;
  return ey * ey + ez * ez;
}

/** Ventricle sizes of a patient, by side. */
export const ventricleSize = (anatomy: Anatomy, x: number): number =>
  x > 0 ? anatomy.ventricles[0] : anatomy.ventricles[1];
