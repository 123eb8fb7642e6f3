import { median } from '../values/median.ts';
import type { Series, Slice } from './slice.ts';
import { type SliceAnatomy, sliceAnatomy } from './slice-anatomy.ts';

/** What the pixels of a series show of a head. */
export interface SeriesAnatomy {
  /** Extent along the normal of the slices that show brain within a skull, above most of the skull base, mm; 0 where none does. */
  readonly brainMm: number;
  /** How much of the skull's inside lies above the last slice and below the first, mm, estimated; 0 where nothing does. */
  readonly missing: { readonly vertexMm: number; readonly baseMm: number };
  /** Share of the slices of brain with several bright spots. */
  readonly spottedShare: number;
  /** Median over the slices of brain of the noise of single pixels, HU. */
  readonly noiseHu: number;
}

/**
 * Brain within a skull: measured in a real head .93 to .99 above the skull base and under .85 in it, .12 and .37 in two
 * chests. The ring may be open for a craniectomy.
 */
const BRAIN = { ringShare: 0.6, softShare: 0.88, insideMm2: 1500, softHu: [-5, 75], objectMm: 280 } as const;
/** In a slice without contrast medium the two choroid plexuses and the pineal gland may be calcified. */
const SEVERAL_SPOTS = 4;
/** Of `spottedShare`: 0 in a real head, up to .2 in simulated ones with calcifications. */
const CONTRAST_SHARE = 0.5;
/**
 * From the foramen magnum to the vertex, over the radius of a circle as large as the largest section of the skull's inside.
 */
const HEIGHT_OVER_RADIUS = 1.55;

/** undefined where half of the slices or more can't be judged. */
export function seriesAnatomy({
  slices,
  positionsMm,
}: Pick<Series, 'slices' | 'positionsMm'>): SeriesAnatomy | undefined {
  const all = slices.map(anatomyOf);
  if (2 * all.filter((one) => one !== undefined).length <= all.length) return undefined;
  const brain = [...all.keys()].filter((i) => isBrain(all[i]));
  if (brain.length === 0) {
    return { brainMm: 0, missing: { vertexMm: 0, baseMm: 0 }, spottedShare: 0, noiseHu: 0 };
  }
  const ofBrain = brain.map((i) => all[i]!);
  const [first, last] = [brain[0]!, brain.at(-1)!];
  return {
    brainMm: positionsMm[last]! - positionsMm[first]! + gapAt(positionsMm, first),
    missing: missing(all, positionsMm),
    spottedShare: ofBrain.filter(({ brightSpots }) => brightSpots >= SEVERAL_SPOTS).length / brain.length,
    noiseHu: median(ofBrain.map(({ noiseHu }) => noiseHu))!,
  };
}

/** Whether vessels are bright, as with contrast medium. */
export const showsContrast = (anatomy: SeriesAnatomy | undefined): boolean =>
  (anatomy?.spottedShare ?? 0) >= CONTRAST_SHARE;

const kept = new WeakMap<Slice, SliceAnatomy | undefined>();

/** Measured once a slice; of one whose pixels were dropped, what was measured then. */
export function anatomyOf(slice: Slice): SliceAnatomy | undefined {
  if (slice.anatomy !== undefined || slice.hu.length === 0) return slice.anatomy;
  if (!kept.has(slice)) kept.set(slice, sliceAnatomy(slice));
  return kept.get(slice);
}

function isBrain(slice: SliceAnatomy | undefined): boolean {
  return (
    slice !== undefined &&
    slice.ringShare >= BRAIN.ringShare &&
    slice.softShare >= BRAIN.softShare &&
    slice.insideMm2 >= BRAIN.insideMm2 &&
    slice.softHu >= BRAIN.softHu[0] &&
    slice.softHu <= BRAIN.softHu[1] &&
    Math.max(...slice.objectMm) <= BRAIN.objectMm
  );
}

/**
 * A cap of a sphere of radius R has at its base the area 2 pi R h - pi h^2: what the last slice still shows of the inside
 * of the skull tells how high the rest of it is. What lies below the first slice follows from the height of the whole.
 */
function missing(
  all: readonly (SliceAnatomy | undefined)[],
  positionsMm: readonly number[],
): SeriesAnatomy['missing'] {
  const sections = all.map((one) => (one && one.ringShare >= BRAIN.ringShare ? one.insideMm2 : 0));
  const largest = all.reduce((most, one) => Math.max(most, isBrain(one) ? one!.insideMm2 : 0), 0);
  const radius = Math.sqrt(largest / Math.PI);
  const top = sections.findLastIndex((area) => area > 0);
  const capMm =
    sections[top]! >= largest ? radius : radius - Math.sqrt(radius ** 2 - sections[top]! / Math.PI);
  const vertex = positionsMm[top]! + capMm;
  return {
    vertexMm: Math.max(0, vertex - positionsMm.at(-1)!),
    baseMm: Math.max(0, HEIGHT_OVER_RADIUS * radius - (vertex - positionsMm[0]!)),
  };
}

const gapAt = (positionsMm: readonly number[], i: number): number =>
  positionsMm.length < 2
    ? 0
    : i + 1 < positionsMm.length
      ? positionsMm[i + 1]! - positionsMm[i]!
      : positionsMm[i]! - positionsMm[i - 1]!;
