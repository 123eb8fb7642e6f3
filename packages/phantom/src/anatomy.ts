import { Rng } from '@ichor/ct';
import { clamp } from './distance.ts';

/**
 * What makes one head differ from another: plain numbers, drawn once a patient. The shapes themselves are written in a
 * canonical frame (an adult's millimetres; x to the left, y to the back, z to the head, origin between the
 * commissures); size, rotation and asymmetry map the patient's millimetres onto it.
 */
export interface Anatomy {
  readonly seed: string;
  /** Patient mm of the canonical origin. */
  readonly origin: readonly [number, number, number];
  /** Patient mm for a canonical mm, by axis. */
  readonly scale: readonly [number, number, number];
  /** Rows: canonical axes in patient coordinates (a rotation). */
  readonly rotation: readonly number[];
  /** Plagiocephaly: canonical y shifts by this for each canonical x. */
  readonly shear: number;
  /** Amplitude of the smooth warp in mm. */
  readonly warpMm: number;
  /** Exponent of the vault's superellipse: 2 is an ellipse, more is boxier. */
  readonly squareness: number;
  readonly skullMm: number;
  readonly scalpMm: number;
  /** 0 (young) to about 1.3 (very old): widens sulci, cisterns and ventricles. */
  readonly atrophy: number;
  /** Scales the radii of the ventricles, left and right. */
  readonly ventricles: readonly [number, number];
  readonly sulcusMm: number;
  readonly frontalSinusMm: number;
  readonly greyHu: number;
  readonly whiteHu: number;
  readonly csfHu: number;
  /** How far this scanner's scale is off within the head, HU. */
  readonly calibrationHu: number;
  readonly boneHu: number;
  readonly falxHu: number;
  /** Darkening of the white matter round the ventricles, HU. */
  readonly leukoaraiosisHu: number;
  /** Radii in mm of calcifications, 0 where there is none. */
  readonly pinealMm: number;
  readonly choroidMm: readonly [number, number];
  readonly falxPlaqueMm: number;
  readonly pallidumHu: number;
  /** Brightening of the brain under the skull, HU, and darkening between the petrous bones, HU. */
  readonly cuppingHu: number;
  readonly petrousHu: number;
  /** A swelling of the scalp: canonical direction and thickness in mm, 0 for none. */
  readonly swelling: readonly [number, number, number, number];
  readonly muscleMm: number;
}

/** Draws the anatomy of a patient of this age in years. */
export function drawAnatomy(seed: string, age: number, sex: 'F' | 'M'): Anatomy {
  const rng = Rng.of(seed, 'anatomy');
  const growth = age >= 14 ? 1 : 0.74 + 0.26 * (1 - Math.exp(-(age + 0.15) / 2.2));
  const overall = growth * (sex === 'F' ? 0.965 : 1) * rng.normal(1, 0.025);
  const scale = [
    overall * rng.normal(1, 0.035),
    overall * rng.normal(1, 0.035),
    overall * rng.normal(1, 0.03),
  ] as const;
  const atrophy = clamp((age - 38) / 48, 0, 1.1) * rng.uniform(0.55, 1.2) + Math.abs(rng.normal(0, 0.1));
  const ventricle = 0.62 + 0.75 * atrophy + Math.abs(rng.normal(0, 0.22));
  const calcified = clamp((age - 8) / 40, 0, 0.75);
  const white = clamp(rng.normal(30, 1.2), 26.5, 32);
  const boneGrowth = clamp(0.3 + age / 22, 0.3, 1);
  return {
    seed,
    origin: [rng.normal(0, 4), rng.normal(0, 6), 0],
    scale,
    rotation: rotation(rng.normal(0, 0.08), rng.normal(0, 0.06), rng.normal(0, 0.11)),
    shear: rng.normal(0, 0.025),
    warpMm: rng.uniform(1.5, 3.5),
    squareness: rng.uniform(2.05, 2.55),
    skullMm: boneGrowth * rng.uniform(5.2, 8.5),
    scalpMm: clamp(0.5 + age / 30, 0.5, 1) * rng.uniform(3.5, 7.5),
    atrophy,
    ventricles: [ventricle * rng.normal(1, 0.07), ventricle * rng.normal(1, 0.07)],
    sulcusMm: rng.uniform(0.75, 1.25),
    frontalSinusMm: age < 9 ? 0 : rng.uniform(2, 11),
    greyHu: clamp(white + rng.uniform(6.5, 9.5), 35, 40),
    whiteHu: white,
    csfHu: rng.uniform(3, 11),
    calibrationHu: clamp(rng.normal(0.8, 1.6), -3, 4.5),
    boneHu: boneGrowth ** 0.5 * rng.uniform(1150, 1600),
    falxHu: rng.uniform(42, 60),
    leukoaraiosisHu: age > 55 ? rng.uniform(0, 7) * clamp((age - 50) / 30, 0, 1) : 0,
    pinealMm: rng.chance(calcified) ? rng.uniform(1, 3) : 0,
    choroidMm: [rng.chance(calcified) ? rng.uniform(1, 4) : 0, rng.chance(calcified) ? rng.uniform(1, 4) : 0],
    falxPlaqueMm: rng.chance(calcified * 0.35) ? rng.uniform(1, 3) : 0,
    pallidumHu: rng.chance(calcified * 0.25) ? rng.uniform(10, 60) : 0,
    cuppingHu: rng.uniform(1, 6),
    petrousHu: rng.uniform(2, 12),
    swelling: drawSwelling(rng),
    muscleMm: clamp(0.4 + age / 25, 0.4, 1) * rng.uniform(5, 11),
  };
}

function drawSwelling(rng: Rng): readonly [number, number, number, number] {
  const thickness = rng.chance(0.25) ? rng.uniform(4, 16) : 0;
  const angle = rng.uniform(0, 2 * Math.PI);
  const z = rng.uniform(0, 0.8);
  const flat = Math.sqrt(1 - z * z);
  return [Math.cos(angle) * flat, Math.sin(angle) * flat, z, thickness];
}

/** Rotation by pitch (about x), roll (about y) and yaw (about z), radians, as nine numbers by rows. */
function rotation(pitch: number, roll: number, yaw: number): number[] {
  const [cp, sp] = [Math.cos(pitch), Math.sin(pitch)];
  const [cr, sr] = [Math.cos(roll), Math.sin(roll)];
  const [cy, sy] = [Math.cos(yaw), Math.sin(yaw)];
  return [
    cy * cr,
    cy * sr * sp - sy * cp,
    cy * sr * cp + sy * sp,
    sy * cr,
    sy * sr * sp + cy * cp,
    sy * sr * cp - cy * sp,
    -sr,
    cr * sp,
    cr * cp,
  ];
}
