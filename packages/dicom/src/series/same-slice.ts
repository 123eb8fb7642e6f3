import type { Slice } from '@ichor/ct';

/**
 * Whether two slices show the same, to the last pixel: one image that was stored under two UIDs. Where the pixels were dropped,
 * the record of their values stands for them.
 */
export function sameSlice(a: Slice, b: Slice): boolean {
  if (a.values !== undefined && b.values !== undefined) {
    return JSON.stringify(a.values) === JSON.stringify(b.values);
  }
  return a.hu.length === b.hu.length && a.hu.every((hu, i) => hu === b.hu[i]);
}
