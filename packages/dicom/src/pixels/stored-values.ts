import type { PixelDescription } from '../header/pixel-description.ts';

/**
 * The value in each possible cell: BitsStored bits whose highest is HighBit, sign extended where they are signed;
 * what lies in the other bits (old overlays) is dropped (PS3.5 section 8.1.1).
 */
export function storedValue({
  bitsStored,
  highBit,
  signed,
}: Pick<PixelDescription, 'bitsStored' | 'highBit' | 'signed'>): (cell: number) => number {
  const right = highBit + 1 - bitsStored;
  const mask = 2 ** bitsStored - 1;
  const sign = 32 - bitsStored;
  return signed ? (cell) => (((cell >>> right) & mask) << sign) >> sign : (cell) => (cell >>> right) & mask;
}

/** Whether a cell says "no data", as a stored value or, since some scanners pad beyond BitsStored, as a whole cell. */
export function paddingTest(description: PixelDescription): (cell: number) => boolean {
  const { padding, signed } = description;
  if (padding === undefined) return () => false;
  const [low, high] = padding;
  const stored = storedValue(description);
  return (cell) => {
    const value = stored(cell);
    const whole = signed ? (cell << 16) >> 16 : cell;
    return (value >= low && value <= high) || (whole >= low && whole <= high);
  };
}
