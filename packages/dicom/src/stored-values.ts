import type { PixelDescription } from './pixel-description.ts';

type Layout = Pick<PixelDescription, 'bitsStored' | 'highBit' | 'signed'>;

/**
 * The value in a cell of 16 bits: BitsStored bits whose highest is HighBit, sign extended where they are signed;
 * what lies in the other bits (old overlays) is dropped (PS3.5 section 8.1.1).
 */
export function storedValue(cell: number, { bitsStored, highBit, signed }: Layout): number {
  const value = (cell >>> (highBit + 1 - bitsStored)) & (2 ** bitsStored - 1);
  return signed ? (value << (32 - bitsStored)) >> (32 - bitsStored) : value;
}

/** Whether a cell says "no data", as a stored value or, since some scanners pad beyond BitsStored, as a whole cell. */
export function isPadding(cell: number, layout: Layout, [low, high]: readonly [number, number]): boolean {
  const value = storedValue(cell, layout);
  const whole = layout.signed ? (cell << 16) >> 16 : cell;
  return (value >= low && value <= high) || (whole >= low && whole <= high);
}
