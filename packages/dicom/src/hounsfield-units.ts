import { cellTable, PADDING, SATURATED } from './cell-table.ts';
import { fillPadding } from './padding.ts';
import type { PixelDescription } from './pixel-description.ts';
import { twelveBitVerdict } from './twelve-bit-quirk.ts';

/**
 * Stored cells -> Hounsfield units: sign, rescale, saturation, padding and the one repair that is certain. Whatever
 * was repaired, assumed or doubted is complained of.
 *
 * @param cells [rows, columns]. Returns [rows, columns].
 */
export function hounsfieldUnits(
  cells: Uint16Array | Uint8Array,
  description: PixelDescription,
  complain: (code: string, message: string) => void,
): Int16Array {
  const verdict = twelveBitVerdict(cells, description);
  const repair = verdict === 'certain';
  if (repair) {
    complain(
      'twelve-bit-repaired',
      'Signed 12-bit values were stored as unsigned; they were unwrapped, and the intercept is -1000.',
    );
  } else if (verdict === 'suspect') {
    complain(
      'twelve-bit-suspect',
      'Unsigned 12-bit values with an intercept near 0: the Hounsfield units may be wrong.',
    );
  }
  if (!description.rescaled && !repair) {
    complain(
      'rescale-missing',
      'RescaleSlope or RescaleIntercept is missing; the stored values were taken for Hounsfield units where they are.',
    );
  }
  const table = cellTable(description, repair);
  const hu = new Int16Array(cells.length);
  let seen = 0;
  let padding = 0;
  for (let i = 0; i < hu.length; i++) {
    const cell = cells[i] as number;
    hu[i] = table.hu[cell] as number;
    const flags = table.flags[cell] as number;
    seen |= flags;
    padding += flags & PADDING;
  }
  if ((seen & SATURATED) !== 0) {
    complain('saturated', 'Some values lie beyond 32767 Hounsfield units, and were set to that.');
  }
  if (padding > 0 && fillPadding(hu, cells, description, table, padding) > 0) {
    complain(
      'padding-inside',
      'The padding value also occurs inside the image, where it was taken for a measurement.',
    );
  }
  return hu;
}
