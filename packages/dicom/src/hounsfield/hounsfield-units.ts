import type { SliceValues } from '@ichor/ct';
import type { Complain } from '../complaint.ts';
import type { PixelDescription } from '../header/pixel-description.ts';
import { type CellTable, cellTable, PADDING, SATURATED } from '../pixels/cell-table.ts';
import { fillPadding } from '../pixels/padding.ts';
import { plainHounsfield } from './plain-hounsfield.ts';
import { REPAIRED_INTERCEPT, twelveBitVerdict } from './twelve-bit-quirk.ts';
import { sampleCells } from './value-sample.ts';

export interface HounsfieldUnits {
  /** [rows, columns] */
  readonly hu: Int16Array;
  /** What was done to them; the transfer syntax is the reader's to say. */
  readonly values: Omit<SliceValues, 'transferSyntaxUid'>;
}

/**
 * Stored cells -> Hounsfield units: sign, rescale, saturation, padding and the one repair that is certain. Whatever
 * was repaired, assumed or doubted is complained of.
 *
 * @param cells [rows, columns]
 */
export function hounsfieldUnits(
  cells: Uint16Array | Uint8Array,
  description: PixelDescription,
  complain: Complain,
): HounsfieldUnits {
  const twelveBits = twelveBitVerdict(cells, description);
  const repair = twelveBits === 'certain';
  if (repair) {
    complain('twelve-bit-repaired', { shownBy: 'slice' });
  } else if (twelveBits === 'suspect') {
    complain('twelve-bit-suspect', {});
  }
  if (!description.rescaled && !repair) {
    complain('rescale-missing', {});
  }
  const { hu, ...counts } =
    (repair ? undefined : plain(cells, description)) ?? lookedUp(cells, description, repair);
  const { sample, storedRange, strayBits } = sampleCells(cells, hu, description);
  if (counts.saturatedLow + counts.saturatedHigh > 0) {
    complain('saturated', 'pixels');
  }
  if (counts.paddingInside > 0) {
    complain('padding-inside', {});
  }
  if (strayBits) {
    complain('bits-beyond-stored', {});
  }
  const { bitsStored, signed, slope, intercept, rescaled, lut } = description;
  const values = {
    bitsStored,
    signed,
    rescale: lut !== undefined ? ('table' as const) : rescaled ? ('header' as const) : ('assumed' as const),
    slope,
    intercept: repair ? REPAIRED_INTERCEPT : intercept,
    twelveBits,
    repair: repair ? ('twelve-bit' as const) : undefined,
    ...counts,
    storedRange,
    sample,
  };
  return { hu, values };
}

type Converted = Pick<HounsfieldUnits, 'hu'> &
  Pick<SliceValues, 'paddingFilled' | 'paddingInside' | 'saturatedLow' | 'saturatedHigh'>;

function plain(cells: Uint16Array | Uint8Array, description: PixelDescription): Converted | undefined {
  const found = plainHounsfield(cells, description);
  return (
    found && {
      hu: found.hu,
      paddingFilled: found.padding,
      paddingInside: 0,
      saturatedLow: 0,
      saturatedHigh: 0,
    }
  );
}

function lookedUp(
  cells: Uint16Array | Uint8Array,
  description: PixelDescription,
  repair: boolean,
): Converted {
  const table = cellTable(description, repair);
  const hu = new Int16Array(cells.length);
  const { saturated, padding } = lookUp(cells, table, hu);
  const paddingInside = padding > 0 ? fillPadding(hu, cells, description, table, padding) : 0;
  return {
    hu,
    paddingFilled: padding - paddingInside,
    paddingInside,
    ...(saturated ? countSaturated(cells, table) : { saturatedLow: 0, saturatedHigh: 0 }),
  };
}

/** A pass of its own, since it is hardly ever needed. */
function countSaturated(
  cells: Uint16Array | Uint8Array,
  table: CellTable,
): Pick<SliceValues, 'saturatedLow' | 'saturatedHigh'> {
  let [saturatedLow, saturatedHigh] = [0, 0];
  for (let i = 0; i < cells.length; i++) {
    const word = table[cells[i] as number] as number;
    if ((word & SATURATED) === 0) continue;
    if ((word << 16) >> 16 < 0) saturatedLow++;
    else saturatedHigh++;
  }
  return { saturatedLow, saturatedHigh };
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
