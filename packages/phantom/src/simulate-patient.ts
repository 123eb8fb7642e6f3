import { Rng } from '@ichor/ct';
import { IchorError } from '@ichor/notices';
import { type Anatomy, drawAnatomy } from './anatomy.ts';
import type { Bleed } from './bleed.ts';
import { BLEED_TYPES, type BleedRequest, type BleedType } from './bleed-request.ts';
import { findBlood } from './blood-samples.ts';
import { fitVolume } from './fit-volume.ts';
import { Frame } from './frame.ts';
import { buildHeadFields, type HeadFields } from './head-fields.ts';
import { inventIdentity } from './identity.ts';
import type { MassEffect } from './mass-effect.ts';
import { placeBleed } from './place-bleed.ts';
import { Tissue } from './tissue.ts';
import { ValueNoise } from './value-noise.ts';

export interface PatientOptions {
  /** None by default: a head without blood. */
  readonly bleeds?: readonly BleedRequest[] | undefined;
  /** Years; drawn (1 to 90) where absent. */
  readonly age?: number | undefined;
  readonly sex?: 'F' | 'M' | undefined;
  /** Halve a bleed until it finds room, instead of refusing; false by default. */
  readonly shrinkToFit?: boolean | undefined;
}

/** A simulated head: plain data but for its noise, which comes back from the seed. */
export interface Patient {
  readonly seed: string;
  readonly name: string;
  readonly id: string;
  readonly age: number;
  readonly sex: 'F' | 'M';
  readonly anatomy: Anatomy;
  readonly bleeds: readonly Bleed[];
  /** What the bleeds measure, in ml. */
  readonly volumesMl: Readonly<Record<BleedType, number>>;
  readonly fields: HeadFields;
}

/**
 * Draws a head and puts the requested bleeds into it.
 *
 * @throws IchorError `bad-volume` for a volume outside 0.5 to 100 ml, `unknown-place`, or `does-not-fit` where the head
 *   cannot hold what is asked of it.
 */
export function simulatePatient(seed: string | number, options: PatientOptions = {}): Patient {
  const key = String(seed);
  const rng = Rng.of(key, 'patient');
  const drawnAge = rng.chance(0.25) ? rng.uniform(0.6, 18) : rng.uniform(18, 90);
  const drawnSex = rng.chance(0.5) ? 'F' : 'M';
  const age = options.age ?? drawnAge;
  const sex = options.sex ?? drawnSex;
  const requests = options.bleeds ?? [];
  for (const request of requests) {
    if (request.volumeMl >= 0.5 && request.volumeMl <= 100) continue;
    throw new IchorError({
      code: 'bad-volume',
      subject: `${request.type} of ${request.volumeMl} ml`,
      problem: 'lies outside the simulated range',
    });
  }
  let anatomy = drawAnatomy(key, age, sex);
  const noise = patientNoise(key);
  anatomy = roomFor(requests, anatomy);
  const frame = new Frame(anatomy, noise);
  const placed = requests.map((request, i) => ({
    request,
    bleed: placeBleed(request, anatomy, frame, Rng.of(key, 'bleed', i)),
  }));

  let fields = buildHeadFields(anatomy, noise);
  const bleeds: Bleed[] = [];
  const masses: MassEffect[] = [];
  const volumesMl = Object.fromEntries(BLEED_TYPES.map((type) => [type, 0])) as Record<BleedType, number>;
  // First the bleeds that make their own room; the head is then built anew round them.
  for (const { request, bleed } of placed.filter((p) => !p.bleed.needsFluid)) {
    const { size, volumeMl } = fitVolume(fields, anatomy, noise, bleed, request, options.shrinkToFit);
    bleeds.push(bleed.withSize(size));
    volumesMl[request.type] += volumeMl;
    const mass = bleed.mass(size);
    if (mass) masses.push(mass);
  }
  if (masses.length > 0) fields = buildHeadFields(anatomy, noise, { masses, bleeds, bare: fields });
  for (const { request, bleed } of placed.filter((p) => p.bleed.needsFluid)) {
    const { size, volumeMl } = fitVolume(fields, anatomy, noise, bleed, request, options.shrinkToFit);
    bleeds.push(bleed.withSize(size));
    volumesMl[request.type] += volumeMl;
  }
  bleeds.sort((a, b) => ORDER.indexOf(a.type) - ORDER.indexOf(b.type));
  if (bleeds.length > 1) {
    // Where bleeds meet, each voxel counts once.
    const { volumesMl: apart } = findBlood(fields, new Tissue(anatomy, noise, bleeds, 'blood'), bleeds, 1.8);
    for (const [i, type] of BLEED_TYPES.entries()) volumesMl[type] = apart[i]!;
  }
  return { seed: key, ...inventIdentity(key, sex), age, sex, anatomy, bleeds, volumesMl, fields };
}

/** Where two bleeds claim one voxel, the first here has it. */
const ORDER: readonly BleedType[] = [
  'epidural',
  'subdural',
  'intraparenchymal',
  'intraventricular',
  'subarachnoid',
];

/** The patient's own noise. */
export const patientNoise = (seed: string): ValueNoise => new ValueNoise(Rng.of(seed, 'noise'), 1);

/** Blood in the ventricles that they could not hold means that they are wide: obstructed, as in life. */
function roomFor(requests: readonly BleedRequest[], anatomy: Anatomy): Anatomy {
  const ml = requests.filter((r) => r.type === 'intraventricular').reduce((sum, r) => sum + r.volumeMl, 0);
  if (ml === 0) return anatomy;
  const [sx, sy, sz] = anatomy.scale;
  // Both lateral ventricles hold about 15 ml at size 1, and that goes with the square of the size.
  const needed = Math.sqrt((1.45 * ml) / (14 * sx * sy * sz)) + 0.1;
  const [left, right] = anatomy.ventricles;
  const grow = Math.max(1, needed / Math.min(left, right));
  return { ...anatomy, ventricles: [left * grow, right * grow] };
}
