import type { Picture } from './hang.ts';
import type { Window } from './window.ts';

/** A grey picture as it was exported: no Hounsfield units, no scale, no side. */
export interface GreyPicture extends Picture<Uint8Array | Uint16Array> {
  /** The grey of white: 255 or 65535. */
  readonly white: number;
}

const AIR_HU = -1000;
/** JPEG rings beside a skull: so much of the scale still counts as black. */
const RINGING = 0.04;
/** Only the very end counts as white: just below it may be clotted blood. */
const SATURATED = 0.995;
/** What saturates a window that ends below this is nearly all skull; skull is white to a network, whatever its window. */
const SKULL_HU = 100;

/**
 * Grey values of a stated window -> Hounsfield units, level - width / 2 + grey / white * width. Outside the window a
 * picture keeps nothing, so what is black and joined to the picture's border is taken for air, and white, where the window
 * ends below it, for 100 HU.
 *
 * @returns [rows, columns]
 */
export function pictureHu(
  { rows, columns, data, white }: GreyPicture,
  { center, width }: Window,
): Int16Array<ArrayBuffer> {
  const low = center - width / 2;
  const top = low + width;
  const hu = new Int16Array(data.length);
  const saturated = SATURATED * white;
  for (let i = 0; i < hu.length; i++) {
    const grey = data[i]!;
    hu[i] = Math.round(low + (grey / white) * width);
    if (grey >= saturated && top < SKULL_HU) hu[i] = SKULL_HU;
  }
  for (const at of joinedToBorder(data, rows, columns, RINGING * white)) hu[at] = AIR_HU;
  return hu;
}

/** Indices of what is at most `black` and joined to the border by its like. */
function joinedToBorder(
  data: Uint8Array | Uint16Array,
  rows: number,
  columns: number,
  black: number,
): Int32Array {
  const seen = new Uint8Array(data.length);
  const found = new Int32Array(data.length);
  let count = 0;
  const reach = (at: number): void => {
    if (seen[at] === 1 || data[at]! > black) return;
    seen[at] = 1;
    found[count++] = at;
  };
  for (let column = 0; column < columns; column++) {
    reach(column);
    reach((rows - 1) * columns + column);
  }
  for (let row = 0; row < rows; row++) {
    reach(row * columns);
    reach(row * columns + columns - 1);
  }
  for (let next = 0; next < count; next++) {
    const at = found[next]!;
    const column = at % columns;
    if (column > 0) reach(at - 1);
    if (column < columns - 1) reach(at + 1);
    if (at >= columns) reach(at - columns);
    if (at < data.length - columns) reach(at + columns);
  }
  return found.subarray(0, count);
}
