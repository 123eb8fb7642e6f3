import { IchorError, type Rng } from '@ichor/ct';
import type { Anatomy } from './anatomy.ts';
import type { Bleed, LensBleed } from './bleed.ts';
import { BLEED_PLACES, type BleedRequest } from './bleed-request.ts';
import type { Frame } from './frame.ts';
import type { MassEffect } from './mass-effect.ts';
import { cavity } from './skull-shape.ts';

type Point = [number, number, number];

/** How often each place is drawn, in the order of BLEED_PLACES. */
const WEIGHTS = {
  epidural: [0.6, 0.2, 0.13, 0.07],
  intraparenchymal: [0.27, 0.15, 0.27, 0.16, 0.06, 0.09],
  intraventricular: [0.5, 0.5],
  subarachnoid: [0.45, 0.4, 0.15],
  subdural: [0.76, 0.13, 0.11],
} as const;

/** How often a bleed is of mixed density. */
const MIXED = {
  epidural: 0.25,
  intraparenchymal: 0.2,
  intraventricular: 0,
  subarachnoid: 0,
  subdural: 0.4,
} as const;

/** A bleed of any size: what is left open is its one free parameter, which the volume decides. */
export interface PlacedBleed {
  /** Rises with the volume. */
  readonly range: readonly [number, number];
  readonly withSize: (size: number) => Bleed;
  /** What it pushes aside at that size. */
  readonly mass: (size: number) => MassEffect | undefined;
  /** True where the blood fills spaces that already exist, so that the head must be built before it is measured. */
  readonly needsFluid: boolean;
}

/** Draws where a requested bleed lies and how it is shaped; its size is settled by `fitVolume`. */
export function placeBleed(request: BleedRequest, anatomy: Anatomy, frame: Frame, rng: Rng): PlacedBleed {
  const places: readonly string[] = BLEED_PLACES[request.type];
  const place = request.place ?? drawPlace(places, WEIGHTS[request.type], rng);
  if (!places.includes(place)) {
    throw new IchorError({
      code: 'unknown-place',
      subject: `place "${place}"`,
      problem: `is not one where a ${request.type} bleed is simulated`,
      remedy: `Use one of: ${places.join(', ')}.`,
    });
  }
  const side = request.side ?? (rng.chance(0.5) ? 'left' : 'right');
  const sign = side === 'left' ? 1 : -1;
  const common = {
    type: request.type,
    place,
    side,
    hu: request.hu ?? rng.uniform(50, 80),
    requestedMl: request.volumeMl,
    mixedHu: rng.chance(MIXED[request.type]) ? rng.uniform(8, 26) : 0,
  } as const;
  const context = { common, sign, anatomy, frame, rng, volumeMl: request.volumeMl };
  switch (request.type) {
    case 'epidural':
      return lens(context, true);
    case 'subdural':
      return place === 'convexity' ? lens(context, false) : sheet(context);
    case 'intraparenchymal':
      return blob(context);
    case 'subarachnoid':
      return cistern(context);
    case 'intraventricular':
      return ventricle(context);
  }
}

interface Context {
  readonly common: Pick<Bleed, 'type' | 'place' | 'side' | 'hu' | 'mixedHu' | 'requestedMl'>;
  readonly sign: number;
  readonly anatomy: Anatomy;
  readonly frame: Frame;
  readonly rng: Rng;
  readonly volumeMl: number;
}

function drawPlace(places: readonly string[], weights: readonly number[], rng: Rng): string {
  let at = rng.uniform();
  for (let i = 0; i < places.length - 1; i++) {
    at -= weights[i]!;
    if (at < 0) return places[i]!;
  }
  return places.at(-1)!;
}

/** Directions (canonical, left) from the middle of the vault to the centre of a bleed, and the sutures about it. */
const EPIDURAL = {
  temporal: { toward: [1, -0.12, -0.16], spread: [0.08, 0.32, 0.14], sutures: [-34, 58] },
  parietal: { toward: [0.75, 0.35, 0.62], spread: [0.2, 0.25, 0.2], sutures: [-22, 64] },
  frontal: { toward: [0.5, -0.9, 0.25], spread: [0.3, 0.1, 0.25], sutures: [-99, -20] },
  occipital: { toward: [0.4, 0.95, 0.05], spread: [0.25, 0.08, 0.2], sutures: [42, 110] },
} as const;
const CONVEXITY = { toward: [0.92, -0.12, 0.42], spread: [0.12, 0.4, 0.3], sutures: [-120, 120] } as const;

function lens({ common, sign, anatomy, frame, rng, volumeMl }: Context, epidural: boolean): PlacedBleed {
  const site = epidural ? EPIDURAL[common.place as keyof typeof EPIDURAL] : CONVEXITY;
  const toward = site.toward.map((v, i) => v + site.spread[i]! * rng.uniform(-1, 1)) as Point;
  toward[0] *= sign;
  const middle: Point = [0, 4, 4];
  const centre = onInnerTable(anatomy, middle, toward);
  const middlePatient = frame.toPatient(...middle);
  const centrePatient = frame.toPatient(...centre);
  const inward = unit(middlePatient.map((v, i) => v - centrePatient[i]!) as Point);
  // A lens is about a third as thick as it is wide; a crescent is thin, but a small one still has to be seen.
  const aspect = epidural
    ? rng.uniform(0.34, 0.55)
    : Math.min(0.24, rng.uniform(0.06, 0.15) * Math.cbrt(Math.max(1, 14 / volumeMl)));
  const profile = epidural ? rng.uniform(0.75, 1) : rng.uniform(0.3, 0.55);
  const stretch = epidural ? rng.uniform(0.85, 1.1) : rng.uniform(0.6, 0.85);
  const widest = epidural ? 62 : 96;
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

function sheet({ common, sign, frame, rng }: Context): PlacedBleed {
  const falx = common.place === 'falx';
  const at = falx
    ? ([rng.pick([rng.uniform(-70, -45), rng.uniform(45, 72)]), rng.uniform(20, 50)] as const)
    : ([rng.uniform(48, 62), rng.uniform(18, 34)] as const);
  const aspect = rng.uniform(0.08, 0.18);
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
        low: middle.map((v) => v - reach) as Point,
        high: middle.map((v) => v + reach) as Point,
      };
    },
    mass: () => undefined,
    needsFluid: true,
  };
}

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

function blob({ common, sign, anatomy, frame, rng, volumeMl }: Context): PlacedBleed {
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

function cistern({ common, sign, anatomy, frame, rng, volumeMl }: Context): PlacedBleed {
  const sources: Point[] = [];
  if (common.place === 'basal') {
    sources.push(
      [0, -8, -13],
      [0, 0, -24],
      [sign * 22, -16, -11],
      [sign * 38, -10, 0],
      [-sign * 20, -16, -11],
      [0, -32, 4],
    );
  } else if (common.place === 'sylvian') {
    sources.push([sign * 30, -18, -10], [sign * 40, -6, 2], [sign * 52, 8, 6]);
  } else {
    const toward: Point = [sign * rng.uniform(0.3, 1), rng.uniform(-0.8, 0.9), rng.uniform(0.2, 1)];
    const surface = onInnerTable(anatomy, [0, 4, 4], toward);
    sources.push(surface, [surface[0] * 0.88, surface[1] * 0.88 + rng.uniform(-14, 14), surface[2] * 0.92]);
  }
  const widenMm = rng.uniform(0.9, 1.5) + 0.012 * volumeMl;
  const reachCap = 150;
  return {
    range: [1, reachCap],
    withSize: (size) => ({
      ...common,
      shape: 'cistern',
      sources,
      reachMm: size,
      // More blood than the spaces hold widens them.
      widenMm: widenMm + Math.max(0, (size - 45) / 45),
      ...boxAbout(sources, size + 24, frame),
    }),
    mass: () => undefined,
    needsFluid: true,
  };
}

function ventricle({ common, sign, frame, rng, volumeMl }: Context): PlacedBleed {
  const layered = common.place === 'layered' && volumeMl < 25;
  const centre = rng.pick<Point>([
    [sign * 12, -10, 13],
    [sign * 22, 32, 6],
    [sign * 12, 5, 16],
    [0, 0, -2],
  ]);
  const everything = boxAbout(
    [
      [-30, -40, 35],
      [30, 60, -45],
    ],
    14,
    frame,
  );
  return {
    range: layered ? [-75, 75] : [1, 120],
    withSize: (size) => ({
      ...common,
      shape: 'ventricle',
      layered,
      centre,
      // A level falls as the layer thickens; a cast reaches further.
      reachMm: layered ? -size : size,
      ...(layered ? everything : boxAbout([centre], size + 10, frame)),
    }),
    mass: () => undefined,
    needsFluid: true,
  };
}

function boxAbout(points: readonly Point[], reach: number, frame: Frame): { low: Point; high: Point } {
  const patient = points.map((p) => frame.toPatient(...p));
  const at = (pick: (...v: number[]) => number, by: number) =>
    [0, 1, 2].map((axis) => pick(...patient.map((p) => p[axis]!)) + by) as Point;
  return { low: at(Math.min, -reach), high: at(Math.max, reach) };
}

/** Where a ray from inside the cavity meets the inner table (bisection, canonical). */
function onInnerTable(anatomy: Anatomy, from: Point, toward: Point): Point {
  const direction = unit(toward);
  const at = (t: number): Point => [
    from[0] + t * direction[0],
    from[1] + t * direction[1],
    from[2] + t * direction[2],
  ];
  let near = 0;
  let far = 130;
  for (let i = 0; i < 30; i++) {
    const t = (near + far) / 2;
    if (cavity(anatomy, ...at(t)) < 0) near = t;
    else far = t;
  }
  return at(near);
}

function unit(v: Point): Point {
  const length = Math.hypot(...v);
  return [v[0] / length, v[1] / length, v[2] / length];
}
