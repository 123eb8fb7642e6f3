import type { Anatomy } from './anatomy.ts';
import { capsule, clamp, ellipsoid, smoothMax, smoothMin } from './distance.ts';

/**
 * The smooth surfaces of the head in canonical millimetres, as signed distances. They are evaluated on a coarse
 * lattice once a patient (see HeadFields), so they may cost something.
 */

/** The vault alone, as if it went on below the skull base: depth under it is depth under the convexity. */
export function vault(anatomy: Anatomy, x: number, y: number, z: number): number {
  const ax = Math.abs(x);
  const front = clamp(-y / 85, 0, 1);
  const width = 67 * (1 - 0.2 * front * front);
  const n = anatomy.squareness;
  const ex = ax / width;
  const ey = Math.abs(y - 3) / (y < 3 ? 83 : 84);
  const ez = Math.abs(z - 2) / (z > 2 ? 73 : 95);
  const flat = (ex ** n + ey ** n) ** (2.2 / n);
  const f = (flat + ez ** 2.2) ** (1 / 2.2);
  const radius = Math.sqrt(x * x + (y - 3) * (y - 3) + (z - 2) * (z - 2));
  return f < 1e-6 ? -60 : (1 - 1 / f) * radius;
}

/** The inner table: the cavity that holds brain, fluid and bleeds. Vault, three fossae and the spinal canal. */
export function cavity(
  anatomy: Anatomy,
  x: number,
  y: number,
  z: number,
  dome = vault(anatomy, x, y, z),
): number {
  const ax = Math.abs(x);

  // The orbits' roofs bulge into the anterior fossa on either side of the cribriform plate.
  const roof = -15 + 7 * Math.exp(-(((ax - 28) / 13) ** 2)) * clamp((-y - 22) / 20, 0, 1);
  // Behind, the floor dips into the fossae, so that their insides join the vault's without a ridge between.
  const dip =
    14 * Math.exp(-(((ax - 37) / 16) ** 2) - ((y + 14) / 20) ** 2) +
    26 * clamp((y - 12) / 22, 0, 1) * clamp(1 - (ax / 50) ** 2, 0, 1);
  const behind = -13 - dip;
  const floor = y < -30 ? roof : y < -18 ? roof + ((y + 30) / 12) * (behind - roof) : behind;
  let d = smoothMax(dome, floor - z, 4);

  const middle = ellipsoid(ax - 39, y + 15, z + 14, 25, 33, 23);
  const posterior = ellipsoid(x, y - 48, z + 33, 54, 41, 35);
  const canal = Math.min(
    capsule(x, y, z, 0, 3, -8, 0, 12, -36, 14, 17),
    capsule(x, y, z, 0, 12, -36, 0, 30, -72, 17, 13),
    capsule(x, y, z, 0, 30, -72, 0, 34, -130, 13, 10),
  );
  d = smoothMin(d, middle, 5);
  d = smoothMin(d, posterior, 5);
  return smoothMin(d, canal, 3);
}

/** Bone beyond the shell round the cavity: petrous and mastoid, skull base, orbits' rims, zygoma, jaw, vertebrae. */
export function baseBone(x: number, y: number, z: number): number {
  const ax = Math.abs(x);
  let d = capsule(ax, y, z, 12, 3, -30, 56, 31, -26, 7, 10);
  d = smoothMin(d, ellipsoid(ax - 56, y - 36, z + 38, 11, 15, 20), 4);
  d = smoothMin(d, ellipsoid(x, y + 16, z + 31, 17, 15, 14), 4);
  d = Math.min(d, capsule(ax, y, z, 8, 8, -48, 22, 34, -68, 7, 8));
  d = Math.min(d, capsule(ax, y, z, 45, -56, -6, 46, -54, -40, 4.5, 5));
  d = Math.min(d, capsule(ax, y, z, 48, -56, -42, 64, -8, -40, 3, 2.5));
  d = Math.min(d, capsule(ax, y, z, 30, -38, -22, 52, -46, -14, 4, 5));
  d = Math.min(d, capsule(ax, y, z, 50, -4, -44, 47, -14, -95, 4.5, 5));
  d = Math.min(d, capsule(ax, y, z, 3, -88, -20, 2, -97, -38, 2.5, 2));
  d = Math.min(d, capsule(ax, y, z, 16, -84, -40, 14, -82, -80, 3.5, 8));
  const ring = Math.abs(Math.hypot(x * 0.8, y - 32) - 19) - 6;
  d = Math.min(d, Math.max(ring, z + 76));
  return d;
}

/** Air: frontal, sphenoid and maxillary sinuses, ethmoid and nose, pharynx, ear canals. */
export function airSpaces(anatomy: Anatomy, x: number, y: number, z: number): number {
  const ax = Math.abs(x);
  let d = ellipsoid(ax - 8, y + 17, z + 31, 8, 9, 8);
  d = Math.min(d, ellipsoid(ax - 28, y + 60, z + 58, 14, 15, 16));
  d = Math.min(d, ellipsoid(ax - 7, y + 56, z + 38, 8.5, 26, 25));
  d = Math.min(d, ellipsoid(x, y + 10, z + 75, 12, 10, 22));
  d = Math.min(d, capsule(ax, y, z, 52, 16, -34, 90, 16, -36, 3, 4));
  const sinus = anatomy.frontalSinusMm;
  if (sinus > 0)
    d = Math.min(d, ellipsoid(ax - 9, y + 84 + 0.35 * (z - 2), z - 2, 5 + sinus, 2 + 0.3 * sinus, 3 + sinus));
  return d;
}

/** The cone of the orbit, full of fat round the globe. */
export function orbit(x: number, y: number, z: number): number {
  const ax = Math.abs(x);
  return smoothMin(
    capsule(ax, y, z, 14, -34, -20, 30, -62, -23, 3, 16),
    ellipsoid(ax - 31, y + 70, z + 25, 18, 15, 17),
    4,
  );
}

/** The skin of the face and the neck; the vault's follows from the skull. */
export function face(x: number, y: number, z: number): number {
  const ax = Math.abs(x);
  let d = ellipsoid(x, y + 42, z + 50, 66, 58, 62);
  d = smoothMin(d, ellipsoid(ax - 31, y + 74, z + 24, 19, 16, 18), 8);
  d = smoothMin(d, capsule(x, y, z, 0, -90, -20, 0, -107, -46, 5, 8), 14);
  d = smoothMin(d, ellipsoid(x, y - 26, z + 90, 64, 58, 62), 16);
  return d;
}

/** Share of the usual skull thickness at a point: thin at the temples, thick in front and behind. */
export function thicknessShare(x: number, y: number, z: number): number {
  const temple =
    Math.exp(-(((y + 5) / 40) ** 2) - ((z + 14) / 26) ** 2) * clamp((Math.abs(x) - 40) / 20, 0, 1);
  const midline = Math.exp(-((x / 22) ** 2)) * clamp((Math.abs(y - 3) - 55) / 25, 0, 1);
  // The roofs of the orbits are thin as well.
  const orbits =
    clamp((-y - 28) / 12, 0, 1) * clamp((2 - z) / 8, 0, 1) * clamp((52 - Math.abs(x)) / 10, 0, 1);
  const base = clamp((-z - 22) / 10, 0, 1) * clamp((22 - y) / 12, 0, 1) * clamp((Math.abs(x) - 18) / 8, 0, 1);
  return (1 - 0.6 * orbits) * (1 - 0.5 * base) * (1 - 0.55 * temple + 0.25 * midline + (z > 60 ? 0.1 : 0));
}
