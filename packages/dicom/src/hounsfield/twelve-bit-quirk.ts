import type { PixelDescription } from '../header/pixel-description.ts';
import { paddingTest, storedValue } from '../pixels/stored-values.ts';

/**
 * Some files of the RSNA data set hold signed 12-bit values that were written as unsigned with an intercept near 0:
 * air, at -1000, reads 3096. The repair is that of Jeremy Howard's "Some DICOM gotchas to be aware of" (2019).
 */
export type TwelveBitVerdict = 'sound' | 'suspect' | 'certain';

/** The intercept of unwrapped values. */
export const REPAIRED_INTERCEPT = -1000;

/** Adds 1000 and takes 4096 from what then is 4096 or more; the intercept belonging to it is -1000. */
export const unwrapTwelveBits = (stored: number): number =>
  stored + 1000 >= 4096 ? stored + 1000 - 4096 : stored + 1000;

/** Suspect by its header; certain if the background's mode lies in 3000..4095 and falls to -1000 +- 100 HU when repaired. */
export function twelveBitVerdict(
  cells: Uint16Array | Uint8Array,
  description: PixelDescription,
): TwelveBitVerdict {
  const { bitsStored, signed, intercept, slope, lut } = description;
  if (lut !== undefined || bitsStored !== 12 || signed || !(intercept > -100)) return 'sound';
  const mode = backgroundMode(cells, description);
  if (mode === undefined || mode < 3000) return 'suspect';
  const repaired = unwrapTwelveBits(mode) * slope + REPAIRED_INTERCEPT;
  return Math.abs(repaired + 1000) <= 100 ? 'certain' : 'suspect';
}

/** The commonest stored value, padding aside, in the frame of a sixteenth of the image along its border. */
function backgroundMode(cells: Uint16Array | Uint8Array, description: PixelDescription): number | undefined {
  const { rows, columns } = description;
  const stored = storedValue(description);
  const isPadding = paddingTest(description);
  const counts = new Uint32Array(4096);
  const high = Math.max(1, Math.floor(rows / 16));
  const wide = Math.max(1, Math.floor(columns / 16));
  for (let row = 0; row < rows; row++) {
    const whole = row < high || row >= rows - high;
    for (let column = 0; column < columns; column++) {
      if (!whole && column === wide) column = Math.max(wide, columns - wide);
      const cell = cells[row * columns + column] as number;
      if (isPadding(cell)) continue;
      const value = stored(cell);
      counts[value] = (counts[value] as number) + 1;
    }
  }
  let mode: number | undefined;
  for (let value = 0; value < counts.length; value++) {
    if ((counts[value] as number) > (mode === undefined ? 0 : (counts[mode] as number))) mode = value;
  }
  return mode;
}
