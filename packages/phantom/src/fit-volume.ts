import { IchorError } from '@ichor/notices';
import type { Anatomy } from './anatomy.ts';
import { BLEED_TYPES, type BleedRequest } from './bleed-request.ts';
import { findBlood, measureAt } from './blood-samples.ts';
import { clamp } from './distance.ts';
import type { HeadFields } from './head-fields.ts';
import type { PlacedBleed } from './placing.ts';
import { Tissue } from './tissue.ts';
import type { ValueNoise } from './value-noise.ts';

/** The size at which a placed bleed has the volume that was asked for (bisection, to 1.5 %), and that volume. */
export function fitVolume(
  fields: HeadFields,
  anatomy: Anatomy,
  noise: ValueNoise,
  bleed: PlacedBleed,
  request: BleedRequest,
  shrink = false,
): { size: number; volumeMl: number } {
  const type = BLEED_TYPES.indexOf(request.type);
  const measure = (size: number, stepMm: number) => {
    const candidate = bleed.withSize(size);
    return findBlood(fields, new Tissue(anatomy, noise, [candidate], 'blood'), [candidate], stepMm);
  };
  // Coarsely upwards until there is enough: the box searched finely is then no larger than needed.
  let [low, high] = bleed.range;
  const most = high;
  for (const share of [0.12, 0.2, 0.32, 0.5, 0.75, 1]) {
    const size = low + share * (most - low);
    high = size;
    if (share === 1 || measure(size, 3).volumesMl[type]! > 1.25 * request.volumeMl + 0.3) break;
  }
  // About 2,000 samples inside the blood.
  const stepMm = clamp(
    Math.cbrt(request.volumeMl / 2),
    bleed.needsFluid ? 1 : 0.7,
    bleed.needsFluid ? 1.5 : 2.5,
  );
  // The smaller bleed lies inside the larger one, so only the larger one's points need to be looked at again.
  const samples = measure(high, stepMm);
  let wantedMl = request.volumeMl;
  while (shrink && wantedMl > 0.05 && samples.volumesMl[type]! < wantedMl * 0.97) wantedMl /= 2;
  if (samples.volumesMl[type]! < wantedMl * 0.97) {
    throw new IchorError({
      code: 'does-not-fit',
      subject: `${request.type} of ${request.volumeMl} ml`,
      problem: 'finds no room in this head',
    });
  }
  let size = high;
  let volumeMl = samples.volumesMl[type]!;
  for (let i = 0; i < 20 && Math.abs(volumeMl / wantedMl - 1) > 0.015; i++) {
    size = (low + high) / 2;
    volumeMl = measureAt(samples, new Tissue(anatomy, noise, [bleed.withSize(size)], 'blood'))[type]!;
    if (volumeMl < wantedMl) low = size;
    else high = size;
  }
  return { size, volumeMl };
}
