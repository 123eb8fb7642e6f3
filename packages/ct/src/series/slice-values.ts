import type { ValueHistogram } from '../values/value-histogram.ts';

/** What was done to the values of a slice between its file and its Hounsfield units. */
export interface SliceValues {
  /** As the file gives it; a notice says where its pixels were written in another way. */
  readonly transferSyntaxUid: string;
  readonly bitsStored: number;
  readonly signed: boolean;
  /** Where slope and intercept come from. With a table (Modality LUT) they are 1 and 0, and mean nothing. */
  readonly rescale: 'header' | 'assumed' | 'table';
  readonly slope: number;
  readonly intercept: number;
  /** Unsigned 12-bit values with an intercept near 0: whether they are wrapped. */
  readonly twelveBits: 'sound' | 'suspect' | 'certain';
  readonly repair: ValueRepair | undefined;
  /** Pixels without data that were set to air. */
  readonly paddingFilled: number;
  /** Pixels of the padding value within the image, which were taken for measurements. */
  readonly paddingInside: number;
  /** Pixels beyond -32767 and 32767 HU, which were set to that. */
  readonly saturatedLow: number;
  readonly saturatedHigh: number;
  /** Least and greatest stored value of the sample, padding aside; undefined where all is padding. */
  readonly storedRange: readonly [number, number] | undefined;
  readonly sample: ValueSample;
}

/** `twelve-bit`: wrapped values were unwrapped. `rescale`: an intercept or the neighbours' rescale was used. */
export type ValueRepair = 'twelve-bit' | 'rescale';

/** The Hounsfield units of some thousands of pixels of a slice, spread evenly, padding aside. */
export interface ValueSample {
  /** Without the edge. */
  readonly histogram: ValueHistogram;
  /**
   * The value that all four corners of the picture have, and how many of the sample have it: what a scanner writes outside
   * its circle without saying so (after compression with loss nearly it), or air without noise.
   */
  readonly edge: { readonly hu: number; readonly count: number } | undefined;
}
