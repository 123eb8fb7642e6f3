import { AIR_HU, joinedToBorder, type Picture, type Window } from '@ichor/ct';

/** A grey picture as it was exported: no Hounsfield units, no scale, no side. */
export interface GreyPicture extends Picture<Uint8Array | Uint16Array> {
  /** The grey of white: 255 or 65535. */
  readonly white: number;
}

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
  const black = new Uint8Array(data.length);
  for (let i = 0; i < hu.length; i++) {
    const grey = data[i]!;
    black[i] = grey <= RINGING * white ? 1 : 0;
    hu[i] = Math.round(low + (grey / white) * width);
    if (grey >= saturated && top < SKULL_HU) hu[i] = SKULL_HU;
  }
  const background = joinedToBorder(black, columns, rows);
  for (let i = 0; i < hu.length; i++) if (background[i] === 1) hu[i] = AIR_HU;
  return hu;
}
