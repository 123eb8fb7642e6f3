import type { Rng } from '@ichor/ct';
import type { Anatomy } from './anatomy.ts';
import { onInnerTable, type PlacedBleed, type PlacingContext, type Point } from './placing.ts';

/** Canonical centres on the left and the spread about them. */
const BLOB_SITES = {
  'basal ganglia': [
    [26, -2, 3],
    [4, 8, 5],
  ],
  thalamus: [
    [12, 10, 6],
    [3, 4, 3],
  ],
  pons: [
    [3, 13, -28],
    [4, 3, 4],
  ],
  cerebellum: [
    [22, 50, -32],
    [10, 10, 8],
  ],
} as const;

/** A bleed in the brain. */
export function placeBlob({ common, sign, anatomy, frame, rng, volumeMl }: PlacingContext): PlacedBleed {
  const canonical = blobSite(common.place, rng, volumeMl, anatomy);
  canonical[0] *= sign;
  const centre = frame.toPatient(...canonical);
  const axes: Point = [rng.uniform(0.75, 1.1), rng.uniform(0.95, 1.45), rng.uniform(0.85, 1.3)];
  const norm = Math.cbrt(axes[0] * axes[1] * axes[2]);
  const roughness =
    common.place === 'contusion' || common.place === 'lobar'
      ? rng.uniform(0.55, 1.15)
      : rng.uniform(0.35, 0.9);
  const offset = rng.uniform(0, 20);
  const oedemaMm = rng.uniform(1.5, 3.5) + rng.uniform(0.2, 1.2) * Math.cbrt(volumeMl);
  const oedemaHu = rng.uniform(4, 13);
  const share = rng.uniform(0.35, 0.75);
  const grainMm = 0.85 * Math.cbrt((3000 * volumeMl) / (4 * Math.PI)) + 2;
  return {
    range: [2, 48],
    withSize: (size) => {
      const reach = size * 2.2 + 1.6 * oedemaMm + 4;
      return {
        ...common,
        shape: 'blob',
        centre,
        radiusMm: size,
        axes: axes.map((a) => a / norm) as Point,
        roughness,
        grainMm,
        offset,
        oedemaMm,
        oedemaHu,
        low: centre.map((v, i) => v - reach * Math.max(1, axes[i]! / norm)) as Point,
        high: centre.map((v, i) => v + reach * Math.max(1, axes[i]! / norm)) as Point,
      };
    },
    mass: (size) => ({ kind: 'blob', centre, radiusMm: size, share }),
    needsFluid: false,
  };
}

function blobSite(place: string, rng: Rng, volumeMl: number, anatomy: Anatomy): Point {
  if (place in BLOB_SITES) {
    const [middle, spread] = BLOB_SITES[place as keyof typeof BLOB_SITES];
    return middle.map((v, i) => v + spread[i]! * rng.uniform(-1, 1)) as Point;
  }
  // Lobar: in the white matter under the cortex. Contusions: at the frontal and the temporal poles.
  const depth = 8 + 5 * Math.cbrt(volumeMl);
  const toward: Point =
    place === 'contusion'
      ? rng.chance(0.5)
        ? [rng.uniform(0.25, 0.6), -1, rng.uniform(-0.1, 0.25)]
        : [0.95, rng.uniform(-0.5, 0.1), -0.32]
      : [rng.uniform(0.4, 1), rng.uniform(-0.9, 0.95), rng.uniform(0.05, 0.9)];
  const surface = onInnerTable(anatomy, [0, 4, 4], toward);
  const length = Math.hypot(surface[0], surface[1] - 4, surface[2] - 4);
  const k = Math.max(0.3, 1 - (place === 'contusion' ? 0.6 * depth : depth) / length);
  return [Math.max(6, surface[0] * k), 4 + (surface[1] - 4) * k, 4 + (surface[2] - 4) * k];
}
