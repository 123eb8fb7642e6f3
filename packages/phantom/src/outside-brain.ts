import { AIR_HU } from '@ichor/ct';
import type { Anatomy } from './anatomy.ts';
import { capsule, ellipsoid, inside } from './distance.ts';
import { FIELD } from './field.ts';
import type { ValueNoise } from './value-noise.ts';

const FAT = -95;

/** HU of skull, scalp and face at a sample; `f` holds the fields there, `edge` is its half-width in mm. */
export function outsideBrain(
  anatomy: Anatomy,
  noise: ValueNoise,
  f: ArrayLike<number>,
  edge: number,
): number {
  const depth = -f[FIELD.scalp]!;
  const x = f[FIELD.x]!;
  const y = f[FIELD.y]!;
  const z = f[FIELD.z]!;
  const texture = f[FIELD.texture]!;
  const inner = f[FIELD.innerTable]!;
  const outer = f[FIELD.outerTable]!;
  // Skin, then fat; muscle lies on the bone, thickest at the temples, in the neck and in the face.
  let hu = FAT + 12 * texture;
  const deepFace =
    z < -18
      ? 0.3 * depth -
        2 +
        7 * noise.at(x / 13, y / 13, z / 22 + 4.4) +
        5 * noise.at((x + y) / 8, (y - x) / 8, z / 14)
      : -9;
  const muscle = Math.max(deepFace, 0.62 * depth - outer - (z < -30 && y > 20 ? -3 : 1) + 2 * texture);
  if (muscle > -1 && outer > 0) hu += (52 - FAT) * inside(-muscle, 1);
  const [, , , swelling] = anatomy.swelling;
  if (swelling > 0) {
    const radius = Math.sqrt(x * x + y * y + z * z) + 1e-6;
    const toward = (x * anatomy.swelling[0] + y * anatomy.swelling[1] + z * anatomy.swelling[2]) / radius;
    if (toward > 0.75) {
      const share = inside(0.8 - toward, 0.06);
      hu += (45 + 15 * texture - hu) * share;
    }
  }
  if (depth < 2.2) hu += (35 - hu) * inside(depth - 1.6, 0.7);

  const socket = f[FIELD.orbit]!;
  if (socket < 3) hu = inOrbit(hu, socket, x, y, z, edge);

  // The two tables are dense, the diploe between them is not; thin bone has none.
  let bone = inside(outer, edge);
  if (socket < edge && depth > 5) bone = Math.min(bone, inside(-socket, edge));
  let boneHu = anatomy.boneHu;
  const thickness = inner - outer;
  if (bone > 0 && thickness > 4) {
    const middle = (inner * -outer * 4) / (thickness * thickness);
    if (middle > 0) boneHu -= 0.5 * anatomy.boneHu * middle * middle * (1 + 0.5 * texture);
  }
  const base = f[FIELD.bone]!;
  if (base < edge && socket > 0) {
    const share = inside(base, edge);
    if (share > bone) {
      bone = share;
      boneHu = anatomy.boneHu * (0.72 + 0.25 * texture);
      if (Math.abs(x) > 42 && y > 18 && z < -16) {
        // Mastoid air cells.
        const cells = noise.at(x / 2.6, y / 2.6, z / 2.6);
        if (cells > 0.05 && base < -2.2) boneHu = AIR_HU + 200;
      }
    }
  }
  const air = f[FIELD.air]!;
  if (air < 2.5 && air > -edge && outer > 0) {
    // Sinuses are lined with thin bone.
    const wall = inside(Math.abs(air - 0.9) - 0.9, edge);
    if (wall > bone) {
      bone = wall;
      boneHu = 0.55 * anatomy.boneHu;
    }
  }
  if (socket > 0 && socket < 2.6 && depth > 6) {
    const wall = inside(Math.abs(socket - 1.1) - 0.9, edge);
    if (wall > bone) {
      bone = wall;
      boneHu = 0.6 * anatomy.boneHu;
    }
  }
  hu += (boneHu - hu) * bone;
  if (air < edge) {
    let share = inside(air, edge);
    const ax = Math.abs(x);
    if (ax < 15 && y < -34 && z < -16 && z > -62) {
      // Ethmoid septa and the turbinates.
      const septa = noise.at(x / 3.2, y / 6, z / 7);
      share *= 1 - 0.6 * inside(Math.abs(septa) - 0.08, 0.1) - 0.4 * inside(ax - 0.8, 0.6);
      hu = hu < 60 ? 60 : hu;
    }
    hu += (AIR_HU - hu) * share;
  }
  if (depth < edge) hu += (AIR_HU - hu) * (1 - inside(-depth, edge));
  return hu;
}

/** Fat, muscles, nerve and globe over what is `around`. */
function inOrbit(around: number, socket: number, x: number, y: number, z: number, edge: number): number {
  const ax = Math.abs(x);
  let hu = around + (FAT - around) * inside(socket, edge);
  const nerve = capsule(ax, y, z, 15, -35, -20, 30, -60, -23, 2.2, 2.2);
  const medial = capsule(ax, y, z, 15, -36, -21, 21, -64, -23, 1.6, 2);
  const lateral = capsule(ax, y, z, 20, -36, -22, 42, -62, -23, 1.6, 2.2);
  const cords = Math.min(nerve, medial, lateral);
  if (cords < edge) hu += (40 - hu) * inside(cords, edge);
  const globe = ellipsoid(ax - 31, y + 72, z + 23, 12, 12, 12);
  if (globe < edge) {
    const share = inside(globe, edge);
    const lens = ellipsoid(ax - 31, y + 80.5, z + 23, 4.5, 2, 4.5);
    const content = globe > -1.8 ? 45 : 10 + 60 * inside(lens, edge);
    hu += (content - hu) * share;
  }
  return hu;
}
