import type { BleedType } from './bleed-request.ts';

type Point = readonly [number, number, number];

/** What every bleed carries: plain data in patient mm. */
interface BleedBase {
  readonly type: BleedType;
  readonly place: string;
  readonly side: 'left' | 'right';
  /** Of the whole blood, before partial volume. */
  readonly hu: number;
  /** How much darker it is in places; 0 where it is all of one age. */
  readonly mixedHu: number;
  /** Of what floats above the clots in a subdural of two ages; undefined where all is of one. */
  readonly upperHu: number | undefined;
  /** What was asked for. */
  readonly requestedMl: number;
  /** Nothing of the bleed lies outside. */
  readonly low: Point;
  readonly high: Point;
}

/** Blood between the skull and the brain: epidural (thick, bounded by sutures) or subdural (thin, wide). */
export interface LensBleed extends BleedBase {
  readonly shape: 'lens';
  readonly middle: Point;
  readonly centre: Point;
  readonly inward: Point;
  readonly thicknessMm: number;
  readonly radiusMm: number;
  /** Exponent of the profile: high for a lens, low for a crescent. */
  readonly profile: number;
  /** Along y, distances count by this factor: below 1 the bleed is longer from front to back. */
  readonly stretch: number;
  /** The sutures that bound it: a canonical y in front and one behind, and that y as a plane in patient mm. */
  readonly sutures: readonly [number, number];
  readonly levels: readonly [number, number, number, number];
  /** -1 right, 1 left: it stays on its side of the falx; 0 may cross. */
  readonly halfOnly: number;
  /** Patient y behind which the clots have settled, where there is an `upperHu`. */
  readonly settledY: number;
}

/** A subdural on the falx or the tentorium; canonical coordinates. */
export interface SheetBleed extends BleedBase {
  readonly shape: 'sheet';
  readonly along: 'falx' | 'tentorium';
  /** Of the middle: along y, and along z (falx) or |x| (tentorium). */
  readonly at: readonly [number, number];
  readonly radiusMm: number;
  readonly thicknessMm: number;
  /** As in a lens. */
  readonly settledY: number;
}

/** Blood in the brain: an irregular ellipsoid with an oedema rim. */
export interface BlobBleed extends BleedBase {
  readonly shape: 'blob';
  readonly centre: Point;
  readonly radiusMm: number;
  readonly axes: Point;
  readonly roughness: number;
  /** Wavelength of the roughness. */
  readonly grainMm: number;
  readonly offset: number;
  readonly oedemaMm: number;
  readonly oedemaHu: number;
}

/** Blood in the subarachnoid space within reach of its sources (canonical). */
export interface CisternBleed extends BleedBase {
  readonly shape: 'cistern';
  readonly sources: readonly Point[];
  readonly reachMm: number;
  readonly widenMm: number;
}

/** Blood in the ventricles: all within reach of a point (canonical), or all behind a level (patient y). */
export interface VentricleBleed extends BleedBase {
  readonly shape: 'ventricle';
  readonly layered: boolean;
  readonly centre: Point;
  readonly reachMm: number;
}

export type Bleed = LensBleed | SheetBleed | BlobBleed | CisternBleed | VentricleBleed;
