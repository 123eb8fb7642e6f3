import type { PixelDescription } from './pixel-description.ts';
import { paddingTest, storedValue } from './stored-values.ts';
import { REPAIRED_INTERCEPT, unwrapTwelveBits } from './twelve-bit-quirk.ts';

/** Hounsfield units beyond this are saturated. */
export const LARGEST_HU = 32767;
/** Flags of a cell: its Hounsfield units were saturated; it says "no data here". */
export const PADDING = 1;
export const SATURATED = 2;

/** What every possible cell means. */
export interface CellTable {
  /** [2 ** bitsAllocated] Hounsfield units. */
  readonly hu: Int16Array;
  /** [2 ** bitsAllocated] 0, PADDING, SATURATED or both. */
  readonly flags: Uint8Array;
}

/**
 * Hounsfield units of a stored value: value * slope + intercept in float64 (PS3.3 C.11.1.1.2), rounded to nearest,
 * ties away from zero, saturated at +-32767.
 */
export function hounsfield(value: number, slope: number, intercept: number): number {
  const rounded = unbounded(value, slope, intercept);
  return Math.max(-LARGEST_HU, Math.min(LARGEST_HU, rounded));
}

function unbounded(value: number, slope: number, intercept: number): number {
  const exact = value * slope + intercept;
  return Math.sign(exact) * Math.round(Math.abs(exact));
}

let latest: { readonly key: string; readonly table: CellTable } | undefined;

/**
 * The table of cells: one rule for all bit layouts, and faster than arithmetic a pixel. The latest is kept, since
 * the slices of a series share it.
 */
export function cellTable(description: PixelDescription, repairTwelveBits: boolean): CellTable {
  const { bitsAllocated, bitsStored, highBit, signed, slope, intercept, padding } = description;
  const key = [
    bitsAllocated,
    bitsStored,
    highBit,
    signed,
    slope,
    intercept,
    padding,
    repairTwelveBits,
  ].join();
  if (latest?.key === key) return latest.table;
  const cells = 2 ** bitsAllocated;
  const table = { hu: new Int16Array(cells), flags: new Uint8Array(cells) };
  const stored = storedValue(description);
  const isPadding = paddingTest(description);
  for (let cell = 0; cell < cells; cell++) {
    const exact = repairTwelveBits
      ? unbounded(unwrapTwelveBits(stored(cell)), slope, REPAIRED_INTERCEPT)
      : unbounded(stored(cell), slope, intercept);
    const hu = Math.max(-LARGEST_HU, Math.min(LARGEST_HU, exact));
    table.hu[cell] = hu;
    table.flags[cell] = (hu === exact ? 0 : SATURATED) | (isPadding(cell) ? PADDING : 0);
  }
  latest = { key, table };
  return table;
}
