import { type CellTable, cellTable, PADDING, SATURATED } from './cell-table.ts';
import { fillPadding } from './padding.ts';
import type { PixelDescription } from './pixel-description.ts';
import { plainHounsfield } from './plain-hounsfield.ts';
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
  const plain = repair ? undefined : plainHounsfield(cells, description);
  if (plain !== undefined) return plain.hu;
  const table = cellTable(description, repair);
  const hu = new Int16Array(cells.length);
  const { saturated, padding } = lookUp(cells, table, hu);
  if (saturated) {
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

/**
 * Writes the Hounsfield units of all cells, and says whether some are saturated and how many are padding. Four at a
 * time: twice as fast until the engine has warmed up, which in one study it hardly does.
 */
function lookUp(
  cells: Uint16Array | Uint8Array,
  table: CellTable,
  hu: Int16Array,
): { saturated: boolean; padding: number } {
  const bit = PADDING; // in a loop an import is looked up each time, which costs a quarter of it
  let seen = 0;
  let padding = 0;
  let i = 0;
  for (; i < cells.length - 3; i += 4) {
    const a = table[cells[i] as number] as number;
    const b = table[cells[i + 1] as number] as number;
    const c = table[cells[i + 2] as number] as number;
    const d = table[cells[i + 3] as number] as number;
    hu[i] = a;
    hu[i + 1] = b;
    hu[i + 2] = c;
    hu[i + 3] = d;
    seen |= a | b | c | d;
    padding += ((a & bit) + (b & bit) + (c & bit) + (d & bit)) >>> 16;
  }
  for (; i < cells.length; i++) {
    const word = table[cells[i] as number] as number;
    hu[i] = word;
    seen |= word;
    padding += (word & bit) >>> 16;
  }
  return { saturated: (seen & SATURATED) !== 0, padding };
}
