import { AIR_HU, type Vector3 } from '@ichor/ct';

/**
 * For tests: a head that has a left side. Patient mm (x to the left, y to the back, z to the head): an egg of brain in
 * a skull with one clot, left, in front and above.
 */
export const CLOT: Vector3 = [20, -24, 18];
export const CLOT_HU = 75;
const CLOT_RADIUS_MM = 10;

export function headHu([x, y, z]: Vector3): number {
  const radius = Math.hypot(x / 56, y / 64, z / 56);
  if (radius > 1) return AIR_HU;
  if (radius > 0.9) return 900;
  return Math.hypot(x - CLOT[0], y - CLOT[1], z - CLOT[2]) < CLOT_RADIUS_MM ? CLOT_HU : 33;
}

/** Whether a place is so deep in the head that no skull shines into it between voxels. */
export const isDeep = ([x, y, z]: Vector3): boolean => Math.hypot(x / 56, y / 64, z / 56) < 0.78;

/** The centre of what is as bright as the clot: of voxels given one by one. */
export class ClotFinder {
  #count = 0;
  #sum: [number, number, number] = [0, 0, 0];

  see(hu: number, place: Vector3): void {
    if (hu < 60 || hu > 90) return;
    this.#count++;
    for (const axis of [0, 1, 2] as const) this.#sum[axis] += place[axis];
  }

  get centre(): Vector3 {
    return this.#sum.map((value) => value / this.#count) as unknown as Vector3;
  }
}
