/**
 * What a mutation did to the pixels' own bytes: nothing, changed some, cut off their end, took some out of the middle of a
 * compressed stream (which may by chance fall into step again, and fill the image to the last bit), or made all of them zero.
 */
export type PixelDamage = 'none' | 'changed' | 'short' | 'spliced' | 'zeroed';

/** What a mutation speaks of, by which is told what a reader has to notice. */
export type Subject =
  | 'rescale'
  | 'bit depth'
  | 'geometry'
  | 'pixels'
  | 'structure'
  | 'identity'
  | 'display'
  | 'padding';

/** A seed damaged. */
export interface Mutation {
  /** What was done, e.g. 'truncate' or 'RescaleSlope deleted'. */
  readonly label: string;
  readonly subject: Subject;
  /** Whether the damage lies in a few of the files (or frames), so that it can stand against the rest, or in all alike. */
  readonly scope: 'some' | 'all';
  readonly pixels: PixelDamage;
  /** Several damages on top of one another: what has to be noticed is not told any more. */
  readonly mixed: boolean;
  readonly files: readonly Uint8Array[];
  /** Indices of the files that differ from the seed's. */
  readonly touched: readonly number[];
}
