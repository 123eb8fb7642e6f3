/**
 * Signed distances (negative inside, mm) and how they are joined. Formulas after I. Quilez, "distance functions"; the
 * ellipsoid's is his first-order bound, exact enough within a few millimetres of the surface.
 */
export function ellipsoid(x: number, y: number, z: number, rx: number, ry: number, rz: number): number {
  const ex = x / rx;
  const ey = y / ry;
  const ez = z / rz;
  const k0 = Math.sqrt(ex * ex + ey * ey + ez * ez);
  const gx = ex / rx;
  const gy = ey / ry;
  const gz = ez / rz;
  const k1 = Math.sqrt(gx * gx + gy * gy + gz * gz);
  // Towards the centre the quotient tends to the distance; only where its square underflows is there none.
  return k1 < 1e-150 ? -Math.min(rx, ry, rz) : (k0 * (k0 - 1)) / k1;
}

/** A capsule from a to b whose radius runs from ra to rb. */
export function capsule(
  x: number,
  y: number,
  z: number,
  ax: number,
  ay: number,
  az: number,
  bx: number,
  by: number,
  bz: number,
  ra: number,
  rb: number,
): number {
  const dx = bx - ax;
  const dy = by - ay;
  const dz = bz - az;
  const px = x - ax;
  const py = y - ay;
  const pz = z - az;
  let h = (px * dx + py * dy + pz * dz) / (dx * dx + dy * dy + dz * dz);
  h = h < 0 ? 0 : h > 1 ? 1 : h;
  const qx = px - h * dx;
  const qy = py - h * dy;
  const qz = pz - h * dz;
  return Math.sqrt(qx * qx + qy * qy + qz * qz) - (ra + h * (rb - ra));
}

/** A union whose seam is rounded over k mm. */
export function smoothMin(a: number, b: number, k: number): number {
  const h = k - Math.abs(a - b);
  return (a < b ? a : b) - (h > 0 ? (h * h) / (4 * k) : 0);
}

/** An intersection whose edge is rounded over k mm. */
export const smoothMax = (a: number, b: number, k: number): number => -smoothMin(-a, -b, k);

/** The share of a voxel of half-width `edge` that lies inside a surface at signed distance d: 1 inside, 0 outside. */
export function inside(d: number, edge: number): number {
  return d <= -edge ? 1 : d >= edge ? 0 : 0.5 - (0.5 * d) / edge;
}

export const clamp = (value: number, low: number, high: number): number =>
  value < low ? low : value > high ? high : value;
