import type { Slice } from './slice.ts';

const NO_PIXELS = new Int16Array(0);

/**
 * A slice without its Hounsfield units, for those who look at many series before they read one. What the pixels showed stays
 * in its notices and in `values`.
 */
export const withoutPixels = (slice: Slice): Slice => ({ ...slice, hu: NO_PIXELS });
