import type { Anatomy } from './anatomy.ts';
import type { Bleed } from './bleed.ts';
import { lensDistance } from './bleed-distance.ts';
import { clamp, smoothMin } from './distance.ts';
import { FIELD, FIELDS } from './field.ts';
import { Frame } from './frame.ts';
import { type MassEffect, undisplaced } from './mass-effect.ts';
import { airSpaces, baseBone, cavity, face, orbit, thicknessShare, vault } from './skull-shape.ts';
import type { ValueNoise } from './value-noise.ts';

const STEP_MM = 3.5;
/** Canonical bounds of what is modelled. */
const LOW = [-84, -122, -96] as const;
const HIGH = [84, 106, 84] as const;

/**
 * The smooth part of a head on a lattice in patient mm, aligned with x, y and z: everything that varies slowly is
 * computed here once, so that a sample costs an interpolation along its row.
 */
export interface HeadFields {
  readonly low: readonly [number, number, number];
  readonly stepMm: number;
  readonly size: readonly [number, number, number];
  /** [nz, ny, nx, FIELDS] */
  readonly values: Float32Array;
}

/** What bleeds do to a head that has been built without them. */
export interface Displacement {
  readonly masses: readonly MassEffect[];
  readonly bleeds: readonly Bleed[];
  /** The same head without bleeds: its bones are taken over. */
  readonly bare: HeadFields;
}

export function buildHeadFields(
  anatomy: Anatomy,
  noise: ValueNoise,
  displacement?: Displacement,
): HeadFields {
  const frame = new Frame(anatomy, noise);
  if (displacement) return displaced(anatomy, noise, frame, displacement);
  const stepMm = STEP_MM;
  const { low, size } = bounds(anatomy, frame, stepMm);
  const [nx, ny, nz] = size;
  const values = new Float32Array(nx * ny * nz * FIELDS);
  let at = 0;
  for (let k = 0; k < nz; k++) {
    for (let j = 0; j < ny; j++) {
      for (let i = 0; i < nx; i++, at += FIELDS) {
        surfaces(
          anatomy,
          noise,
          frame,
          low[0] + i * stepMm,
          low[1] + j * stepMm,
          low[2] + k * stepMm,
          values,
          at,
        );
        brain(anatomy, noise, frame, values, at, values[at + FIELD.innerTable]!);
      }
    }
  }
  return finished({ low, stepMm, size, values });
}

/** Moves the tissue inside the skull to where the masses have pushed it. */
function displaced(
  anatomy: Anatomy,
  noise: ValueNoise,
  frame: Frame,
  { masses, bleeds, bare }: Displacement,
): HeadFields {
  const { low, stepMm, size } = bare;
  const [nx, ny, nz] = size;
  const values = bare.values.slice();
  const before = new Float64Array(3);
  const own = new Float64Array(FIELDS);
  const lenses = bleeds.filter((bleed) => bleed.shape === 'lens');
  let at = 0;
  for (let k = 0; k < nz; k++) {
    for (let j = 0; j < ny; j++) {
      for (let i = 0; i < nx; i++, at += FIELDS) {
        let surface = values[at + FIELD.innerTable]!;
        if (surface > 6) continue;
        const px = low[0] + i * stepMm;
        const py = low[1] + j * stepMm;
        const pz = low[2] + k * stepMm;
        if (lenses.length > 0) {
          // The brain begins where the blood ends.
          for (let field = 0; field < FIELDS; field++) own[field] = values[at + field]!;
          for (const lens of lenses) surface = Math.max(surface, -lensDistance(lens, px, py, pz, own));
        }
        undisplaced(masses, px, py, pz, before);
        frame.toCanonical(before[0]!, before[1]!, before[2]!);
        brain(anatomy, noise, frame, values, at, surface);
      }
    }
  }
  return finished({ low, stepMm, size, values });
}

function finished(fields: HeadFields): HeadFields {
  normalise(fields, FIELD.sulcus);
  normalise(fields, FIELD.smallSulcus);
  return fields;
}

/** The skull's and the skin's surfaces; leaves the frame at the point's own canonical place. */
function surfaces(
  anatomy: Anatomy,
  noise: ValueNoise,
  frame: Frame,
  px: number,
  py: number,
  pz: number,
  values: Float32Array,
  at: number,
): void {
  frame.toCanonical(px, py, pz);
  const { x, y, z } = frame;
  const dome = vault(anatomy, x, y, z);
  const skin = face(x, y, z);
  values[at + FIELD.vault] = dome;
  if (dome > 45 && skin > 8) {
    // Air, far from everything.
    for (let field = FIELD.scalp; field <= FIELD.brain; field++)
      values[at + field] = Math.min(dome - 40, skin);
    values.fill(20, at + FIELD.bone, at + FIELD.texture);
    return;
  }
  const inner = cavity(anatomy, x, y, z, dome);
  const slow = noise.at(x / 27 + 3.3, y / 27, z / 27);
  const thickness = Math.max(1.8, anatomy.skullMm * thicknessShare(x, y, z) * (1 + 0.22 * slow));
  const outer = inner - thickness;
  let scalpMm = anatomy.scalpMm * (1 + 0.25 * noise.at(x / 33, y / 33 + 5.7, z / 33));
  // The temporal muscle lies on the thin part of the skull.
  const temple =
    Math.exp(-(((y + 22) / 32) ** 2) - ((z + 12) / 30) ** 2) * clamp((Math.abs(x) - 25) / 30, 0, 1);
  scalpMm += anatomy.muscleMm * temple;
  const [sx, sy, sz, swelling] = anatomy.swelling;
  if (swelling > 0) {
    const radius = Math.hypot(x, y, z) + 1e-6;
    const toward = (x * sx + y * sy + z * sz) / radius;
    scalpMm += swelling * clamp((toward - 0.75) / 0.2, 0, 1);
  }
  values[at + FIELD.innerTable] = inner;
  values[at + FIELD.outerTable] = outer;
  values[at + FIELD.scalp] = smoothMin(outer - scalpMm, skin, 12);
  values[at + FIELD.bone] = z < 12 ? baseBone(x, y, z) : 20;
  values[at + FIELD.air] = z < 34 && y < 45 ? airSpaces(anatomy, x, y, z) : 20;
  values[at + FIELD.orbit] = z < 12 && y < -10 ? orbit(x, y, z) : 20;
  values[at + FIELD.texture] = 0.65 * slow + 0.35 * noise.at(x / 9 + 4.1, y / 9, z / 9);
}

/** What belongs to the brain, at the place its tissue came from. */
function brain(
  anatomy: Anatomy,
  noise: ValueNoise,
  frame: Frame,
  values: Float32Array,
  at: number,
  surface: number,
): void {
  const { x, y, z } = frame;
  const gap =
    0.7 +
    anatomy.atrophy *
      (1.6 + 1.5 * clamp(-y / 80, 0, 1)) *
      (1 + 0.5 * noise.at(x / 23, y / 23, z / 23 + 8.2)) *
      (z > -8 ? 1 : 0.4);
  values[at + FIELD.brain] = surface + gap;
  values[at + FIELD.x] = x;
  values[at + FIELD.y] = y;
  values[at + FIELD.z] = z;
  if (surface > 6) return;
  // Sulci are sheets across the surface: noise on the direction from the middle, hardly on depth, and bent.
  const sx = x + 7 * noise.at(x / 17, y / 17, z / 17 + 3) + 2.5 * noise.at(x / 8, y / 8 + 2, z / 8);
  const sy = y - 4 + 7 * noise.at(x / 17 + 7, y / 17, z / 17) + 2.5 * noise.at(x / 8, y / 8 + 6, z / 8);
  const sz = z + 4 + 7 * noise.at(x / 17, y / 17 + 5, z / 17);
  const radius = Math.sqrt(sx * sx + sy * sy + sz * sz) + 1e-3;
  const k = 48 / radius + 0.22;
  const dx = sx * k;
  const dy = sy * k;
  const dz = sz * k;
  values[at + FIELD.sulcus] = noise.at(dx / 15 + 1.7, dy / 13.5, dz / 15);
  values[at + FIELD.smallSulcus] = noise.at(dx / 9.5 + 6.1, dy / 9, dz / 9.5);
}

/** Noise -> distance in mm to its zero: divided by its slope. */
function normalise({ values, size: [nx, ny, nz], stepMm }: HeadFields, field: number): void {
  const original = new Float32Array(nx * ny * nz);
  for (let i = 0; i < original.length; i++) original[i] = values[i * FIELDS + field]!;
  const row = nx;
  const plane = nx * ny;
  for (let k = 0; k < nz; k++) {
    for (let j = 0; j < ny; j++) {
      for (let i = 0; i < nx; i++) {
        const at = k * plane + j * row + i;
        if (values[at * FIELDS + FIELD.brain]! > 6) {
          values[at * FIELDS + field] = 10;
          continue;
        }
        const gx = original[i + 1 < nx ? at + 1 : at]! - original[i > 0 ? at - 1 : at]!;
        const gy = original[j + 1 < ny ? at + row : at]! - original[j > 0 ? at - row : at]!;
        const gz = original[k + 1 < nz ? at + plane : at]! - original[k > 0 ? at - plane : at]!;
        const slope = Math.sqrt(gx * gx + gy * gy + gz * gz) / (2 * stepMm);
        values[at * FIELDS + field] = clamp(original[at]! / Math.max(slope, 0.02), -15, 15);
      }
    }
  }
}

function bounds(anatomy: Anatomy, frame: Frame, stepMm: number) {
  const low: [number, number, number] = [1e9, 1e9, 1e9];
  const high: [number, number, number] = [-1e9, -1e9, -1e9];
  for (let corner = 0; corner < 8; corner++) {
    const p = frame.toPatient(
      (corner & 1 ? LOW : HIGH)[0] * 0.92,
      (corner & 2 ? LOW : HIGH)[1],
      (corner & 4 ? LOW : HIGH)[2],
    );
    for (let axis = 0; axis < 3; axis++) {
      low[axis] = Math.min(low[axis]!, p[axis]!);
      high[axis] = Math.max(high[axis]!, p[axis]!);
    }
  }
  const margin = anatomy.skullMm + anatomy.scalpMm + anatomy.swelling[3] + anatomy.warpMm - 6;
  const size = [0, 1, 2].map(
    (axis) => Math.ceil((high[axis]! - low[axis]! + 2 * margin) / stepMm) + 2,
  ) as unknown as [number, number, number];
  return { low: low.map((v) => v - margin) as unknown as [number, number, number], size };
}

/** Interpolates the lattice's lines in y and z: `line` becomes [nx, FIELDS] along x. False outside the lattice. */
export function fieldLine(fields: HeadFields, y: number, z: number, line: Float32Array): boolean {
  const [nx, ny, nz] = fields.size;
  const fy = (y - fields.low[1]) / fields.stepMm;
  const fz = (z - fields.low[2]) / fields.stepMm;
  if (fy < 0 || fz < 0 || fy >= ny - 1 || fz >= nz - 1) return false;
  const j = Math.floor(fy);
  const k = Math.floor(fz);
  const v = fy - j;
  const w = fz - k;
  const length = nx * FIELDS;
  const a = (k * ny + j) * length;
  const b = a + length;
  const c = a + ny * length;
  const d = c + length;
  const [wa, wb, wc, wd] = [(1 - v) * (1 - w), v * (1 - w), (1 - v) * w, v * w];
  const values = fields.values;
  for (let i = 0; i < length; i++) {
    line[i] = wa * values[a + i]! + wb * values[b + i]! + wc * values[c + i]! + wd * values[d + i]!;
  }
  return true;
}
