import { anatomyOf } from './series-anatomy.ts';
import type { Slice } from './slice.ts';

const NO_PIXELS = new Int16Array(0);

/**
 * A slice without its Hounsfield units, for those who look at many series before they read one. What the pixels showed stays
 * in its notices, in `values` and in `anatomy`.
 */
export const withoutPixels = (slice: Slice): Slice => ({
  ...slice,
  anatomy: anatomyOf(slice),
  hu: NO_PIXELS,
});
