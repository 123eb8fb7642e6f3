import type { PixelDescription } from './pixel-description.ts';
import { storedValue } from './stored-values.ts';
import { unwrapTwelveBits } from './twelve-bit-quirk.ts';

/** Hounsfield units beyond this are saturated. */
export const LARGEST_HU = 32767;

/**
 * Hounsfield units of a stored value: value * slope + intercept in float64 (PS3.3 C.11.1.1.2), rounded to nearest,
 * ties away from zero, saturated at +-32767.
 */
export function hounsfield(value: number, slope: number, intercept: number): number {
  const exact = value * slope + intercept;
  const rounded = Math.sign(exact) * Math.round(Math.abs(exact));
  return Math.max(-LARGEST_HU, Math.min(LARGEST_HU, rounded));
}

interface Table {
  readonly key: string;
  /** [2 ** 16] cell -> Hounsfield units. */
  readonly hu: Int16Array;
  /** Whether some cell is saturated. */
  readonly saturates: boolean;
}

let latest: Table | undefined;

/**
 * A table from every possible cell to its Hounsfield units: one rule for all bit layouts, and faster than
 * arithmetic a pixel. The latest is kept, since the slices of a series share it.
 */
export function hounsfieldTable(description: PixelDescription, repairTwelveBits: boolean): Table {
  const { bitsAllocated, bitsStored, highBit, signed, slope, intercept } = description;
  const key = [bitsAllocated, bitsStored, highBit, signed, slope, intercept, repairTwelveBits].join();
  if (latest?.key === key) return latest;
  const hu = new Int16Array(2 ** bitsAllocated);
  let saturates = false;
  for (let cell = 0; cell < hu.length; cell++) {
    const stored = storedValue(cell, description);
    const value = repairTwelveBits ? unwrapTwelveBits(stored) : stored;
    const offset = repairTwelveBits ? -1000 : intercept;
    hu[cell] = hounsfield(value, slope, offset);
    saturates ||= Math.abs(value * slope + offset) >= LARGEST_HU + 0.5;
  }
  latest = { key, hu, saturates };
  return latest;
}

/** How many cells lie beyond what 16 bits hold. */
export function countSaturated(
  cells: Uint16Array | Uint8Array,
  description: PixelDescription,
  repairTwelveBits: boolean,
): number {
  let count = 0;
  for (const cell of cells) {
    const stored = storedValue(cell, description);
    const exact = repairTwelveBits
      ? unwrapTwelveBits(stored) * description.slope - 1000
      : stored * description.slope + description.intercept;
    if (Math.abs(exact) >= LARGEST_HU + 0.5) count++;
  }
  return count;
}
