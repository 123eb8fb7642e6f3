import { AIR_HU } from '@ichor/ct';
import type { PixelDescription } from '../header/pixel-description.ts';

const LOWEST_HU = -32767;
/** The highest bit of either half of a word. */
const TOP = 0x80008000 | 0;

/**
 * How plain cells become Hounsfield units, in numbers of 16 bits: `x = (cell & mask) ^ flip` rises from 0 with the value, cells
 * whose x is below `least` are not plain, and `x + add` is the Hounsfield unit plus 2 ** 15.
 */
interface Plan {
  readonly mask: number;
  readonly flip: number;
  /** At most 2 ** 15. */
  readonly least: number;
  readonly add: number;
  /** The cell that means "no data here", and one that means air. */
  readonly padding: { readonly cell: number; readonly air: number } | undefined;
}

/**
 * The Hounsfield units of an ordinary CT slice: cells of 16 bits, slope 1, a whole intercept, no value that would be
 * saturated, padding only at the left and right of the picture, where it becomes air. Two pixels at a time, in half the time of
 * a look-up a pixel. Returns undefined where the slice isn't so.
 *
 * @param cells [rows, columns]. Returns `hu` [rows, columns] and how many of them were padding.
 */
export function plainHounsfield(
  cells: Uint16Array | Uint8Array,
  description: PixelDescription,
): { hu: Int16Array; padding: number } | undefined {
  if (!(cells instanceof Uint16Array) || cells.length % 2 !== 0) return undefined;
  const plan = planOf(description);
  if (plan === undefined) return undefined;
  const hu = new Int16Array(cells.length);
  hu.set(cells);
  const padding = plan.padding === undefined ? 0 : fillSides(hu, plan.padding, description.columns);
  const words = new Int32Array(hu.buffer);
  if (!allPlain(words, plan)) return undefined;
  convert(words, plan);
  return { hu, padding };
}

function planOf(description: PixelDescription): Plan | undefined {
  const { bitsStored, highBit, signed, slope, intercept, lut, padding } = description;
  if (lut !== undefined || slope !== 1 || !Number.isInteger(intercept) || highBit !== bitsStored - 1)
    return undefined;
  if (bitsStored === 16 && !signed) return planOfUnsigned(description);
  const flip = signed ? 2 ** (bitsStored - 1) : 0;
  const most = 2 ** bitsStored - 1;
  const ofHu = (hu: number): number => hu - intercept + flip;
  let least = Math.max(0, ofHu(LOWEST_HU));
  if (padding !== undefined) {
    const x = padding[0] + flip;
    if (padding[0] !== padding[1] || x < 0 || x > most) return undefined;
    least = Math.max(least, x + 1);
  }
  if (least > 0x8000 || least > most || most > ofHu(-LOWEST_HU)) return undefined;
  const air = ofHu(AIR_HU);
  if (padding !== undefined && (air < least || air > most)) return undefined;
  return {
    mask: most,
    flip,
    least,
    add: 0x8000 - ofHu(0),
    padding: padding && { cell: padding[0] & 0xffff, air: air ^ flip },
  };
}

/** Of all 16 bits without a sign only the lower half is taken for plain: in the upper lie no measurements. */
function planOfUnsigned({ intercept, padding }: PixelDescription): Plan | undefined {
  const air = AIR_HU - intercept;
  if (intercept > 0 || intercept < LOWEST_HU || air < 0) return undefined;
  if (padding !== undefined && (padding[0] !== padding[1] || padding[0] < 0x8000)) return undefined;
  return {
    mask: 0xffff,
    flip: 0x8000,
    least: 0x8000,
    add: intercept,
    padding: padding && { cell: padding[0], air },
  };
}

/** Writes the cell of air over padding that reaches in from the left or the right of a row; returns over how many pixels. */
function fillSides(cells: Int16Array, padding: NonNullable<Plan['padding']>, columns: number): number {
  const outside = (padding.cell << 16) >> 16;
  let filled = 0;
  for (let start = 0; start < cells.length; start += columns) {
    const end = start + columns;
    let left = start;
    while (left < end && cells[left] === outside) left++;
    let right = end;
    while (right > left && cells[right - 1] === outside) right--;
    cells.fill(padding.air, start, left).fill(padding.air, right, end);
    filled += left - start + (end - right);
  }
  return filled;
}

/**
 * Whether no cell's x is below `least`: where one is, x - least has its highest bit set, which x has not. Four words at
 * a time, since the engine then checks less.
 */
function allPlain(words: Int32Array, plan: Plan): boolean {
  if (plan.least === 0) return true;
  const [mask, flip, least] = [twice(plan.mask), twice(plan.flip), twice(plan.least)];
  let below = 0;
  let i = 0;
  for (; i < words.length - 3; i += 4) {
    const a = ((words[i] as number) & mask) ^ flip;
    const b = ((words[i + 1] as number) & mask) ^ flip;
    const c = ((words[i + 2] as number) & mask) ^ flip;
    const d = ((words[i + 3] as number) & mask) ^ flip;
    below |= ((a - least) & ~a) | ((b - least) & ~b) | ((c - least) & ~c) | ((d - least) & ~d);
  }
  for (; i < words.length; i++) {
    const x = ((words[i] as number) & mask) ^ flip;
    below |= (x - least) & ~x;
  }
  return (below & TOP) === 0;
}

/** Cells become Hounsfield units in place. All sums lie between 0 and 2 ** 16 - 1, so that no half of a word carries. */
function convert(words: Int32Array, plan: Plan): void {
  if (plan.flip === 0x8000 && plan.add === 0) return; // they are what they are
  const [mask, flip, add] = [twice(plan.mask), twice(plan.flip), twice(plan.add)];
  let i = 0;
  for (; i < words.length - 3; i += 4) {
    const a = ((words[i] as number) & mask) ^ flip;
    const b = ((words[i + 1] as number) & mask) ^ flip;
    const c = ((words[i + 2] as number) & mask) ^ flip;
    const d = ((words[i + 3] as number) & mask) ^ flip;
    words[i] = (a + add) ^ TOP;
    words[i + 1] = (b + add) ^ TOP;
    words[i + 2] = (c + add) ^ TOP;
    words[i + 3] = (d + add) ^ TOP;
  }
  for (; i < words.length; i++) words[i] = ((((words[i] as number) & mask) ^ flip) + add) ^ TOP;
}

/** The same number in both halves. */
const twice = (half: number): number => Math.imul(half, 0x10001);
