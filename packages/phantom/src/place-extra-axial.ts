import type { LensBleed } from './bleed.ts';
import { onInnerTable, type PlacedBleed, type PlacingContext, type Point, unit } from './placing.ts';

/** Directions (canonical, left) from the middle of the vault to the centre of a bleed, and the sutures about it. */
const EPIDURAL = {
  temporal: { toward: [1, -0.12, -0.16], spread: [0.08, 0.32, 0.14], sutures: [-34, 58] },
  parietal: { toward: [0.75, 0.35, 0.62], spread: [0.2, 0.25, 0.2], sutures: [-22, 64] },
  frontal: { toward: [0.5, -0.9, 0.25], spread: [0.3, 0.1, 0.25], sutures: [-99, -20] },
  occipital: { toward: [0.4, 0.95, 0.05], spread: [0.25, 0.08, 0.2], sutures: [42, 110] },
} as const;
const CONVEXITY = { toward: [0.92, -0.12, 0.42], spread: [0.12, 0.4, 0.3], sutures: [-120, 120] } as const;

/** Where clots have settled, as a share of the radius behind the middle. */
const SETTLED = [-0.4, 0.4] as const;
/** Small subdurals are thicker for their width than large ones: they still have to be seen. */
const stouter = (volumeMl: number) => Math.cbrt(Math.max(1, 14 / volumeMl));

/** Between skull and brain: a lens where it is epidural, else a crescent. */
export function placeLens(
  { common, sign, anatomy, frame, rng, volumeMl }: PlacingContext,
  epidural: boolean,
): PlacedBleed {
  const site = epidural ? EPIDURAL[common.place as keyof typeof EPIDURAL] : CONVEXITY;
  const toward = site.toward.map((v, i) => v + site.spread[i]! * rng.uniform(-1, 1)) as Point;
  toward[0] *= sign;
  const middle: Point = [0, 4, 4];
  const centre = onInnerTable(anatomy, middle, toward);
  const middlePatient = frame.toPatient(...middle);
  const centrePatient = frame.toPatient(...centre);
  const inward = unit(middlePatient.map((v, i) => v - centrePatient[i]!) as Point);
  // A lens is about a third as thick as it is wide; a crescent is thin.
  const aspect = epidural
    ? rng.uniform(0.34, 0.55)
    : Math.min(0.3, rng.uniform(0.1, 0.2) * stouter(volumeMl));
  const profile = epidural ? rng.uniform(0.75, 1) : rng.uniform(0.3, 0.55);
  const stretch = epidural ? rng.uniform(0.85, 1.1) : rng.uniform(0.6, 0.85);
  const widest = epidural ? 62 : 96;
  const settled = rng.uniform(...SETTLED);
  const shape = (size: number) => {
    const radiusMm = Math.min(size, widest);
    return { radiusMm, thicknessMm: radiusMm * aspect * (size > widest ? (size / widest) ** 3 : 1) };
  };
  const withSize = (size: number): LensBleed => {
    const { radiusMm, thicknessMm } = shape(size);
    const reach = radiusMm / Math.min(1, stretch) + 8;
    return {
      ...common,
      shape: 'lens',
      middle: middlePatient,
      centre: centrePatient,
      inward,
      thicknessMm,
      radiusMm,
      profile,
      stretch,
      sutures: site.sutures,
      levels: frame.levelsOfY(),
      halfOnly: epidural ? 0 : sign,
      settledY: centrePatient[1] + settled * radiusMm,
      low: centrePatient.map((v) => v - reach - thicknessMm) as Point,
      high: centrePatient.map((v) => v + reach + thicknessMm) as Point,
    };
  };
  return {
    range: [4, epidural ? 110 : 170],
    withSize,
    mass: (size) => {
      const { radiusMm, thicknessMm } = shape(size);
      const chord = epidural ? radiusMm * 0.98 : Math.min(92, radiusMm * 1.15);
      return {
        kind: 'lens',
        centre: centrePatient,
        inward,
        thicknessMm: thicknessMm * (epidural ? 0.9 : 0.95) * (1 - 0.3 * Math.min(1, anatomy.atrophy)),
        radiusMm: chord,
        reachMm: 160,
      };
    },
    needsFluid: false,
  };
}

/** A subdural on the falx or on the tentorium. */
export function placeSheet({ common, sign, frame, rng, volumeMl }: PlacingContext): PlacedBleed {
  const falx = common.place === 'falx';
  const at = falx
    ? ([rng.pick([rng.uniform(-70, -45), rng.uniform(45, 72)]), rng.uniform(20, 50)] as const)
    : ([rng.uniform(48, 62), rng.uniform(18, 34)] as const);
  const aspect = Math.min(0.3, rng.uniform(0.11, 0.2) * stouter(volumeMl));
  const settled = rng.uniform(...SETTLED);
  const middle = falx ? frame.toPatient(0, at[0], at[1]) : frame.toPatient(sign * at[1], at[0], -8);
  return {
    range: [6, 170],
    withSize: (size) => {
      const radiusMm = Math.min(size, falx ? 60 : 48);
      const thicknessMm = Math.min(22, size * aspect * (size > radiusMm ? size / radiusMm : 1));
      const reach = radiusMm + thicknessMm + 14;
      return {
        ...common,
        shape: 'sheet',
        along: falx ? 'falx' : 'tentorium',
        at,
        radiusMm,
        thicknessMm,
        settledY: middle[1] + settled * radiusMm,
        low: middle.map((v) => v - reach) as Point,
        high: middle.map((v) => v + reach) as Point,
      };
    },
    mass: () => undefined,
    needsFluid: true,
  };
}
