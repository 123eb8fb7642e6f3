import { saturatedHu, unboundedHounsfield } from '@ichor/ct';
import type { PixelDescription } from '../header/pixel-description.ts';
import type { ModalityLut } from '../hounsfield/modality-lut.ts';
import { REPAIRED_INTERCEPT, unwrapTwelveBits } from '../hounsfield/twelve-bit-quirk.ts';
import { paddingTest, storedValue } from './stored-values.ts';

/** Bits of a word: the cell says "no data here"; its Hounsfield units were saturated. */
export const PADDING = 1 << 16;
export const SATURATED = 1 << 17;

/**
 * What every possible cell means: [2 ** bitsAllocated] words, with the Hounsfield units in the low 16 bits and PADDING
 * and SATURATED above them. One table for both, since looking up is what takes the time.
 */
export type CellTable = Int32Array;

/** Values beside the table have its first or last entry (PS3.3 C.11.1.1.1). */
const lookedUp = (value: number, { first, entries }: ModalityLut): number =>
  entries[Math.max(0, Math.min(entries.length - 1, value - first))] as number;

let latest: { readonly key: string; readonly table: CellTable } | undefined;

/**
 * The table of cells: one rule for all bit layouts, and faster than arithmetic a pixel. The latest is kept, since
 * the slices of a series share it.
 */
export function cellTable(description: PixelDescription, repairTwelveBits: boolean): CellTable {
  const { bitsAllocated, bitsStored, highBit, signed, slope, intercept, lut, padding } = description;
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
  if (lut === undefined && latest?.key === key) return latest.table;
  const cells = 2 ** bitsAllocated;
  const table = new Int32Array(cells);
  const stored = storedValue(description);
  const isPadding = paddingTest(description);
  for (let cell = 0; cell < cells; cell++) {
    const value = stored(cell);
    const exact =
      lut !== undefined
        ? lookedUp(value, lut)
        : repairTwelveBits
          ? unboundedHounsfield(unwrapTwelveBits(value), slope, REPAIRED_INTERCEPT)
          : unboundedHounsfield(value, slope, intercept);
    const hu = saturatedHu(exact);
    table[cell] = (hu & 0xffff) | (hu === exact ? 0 : SATURATED) | (isPadding(cell) ? PADDING : 0);
  }
  if (lut === undefined) latest = { key, table };
  return table;
}
