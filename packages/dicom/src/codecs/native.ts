import { pixelDataShort } from '../errors.ts';
import type { Decoder } from './decoder.ts';

/**
 * Uncompressed little-endian cells (PS3.5 section 8.1.1): a view where they are aligned in memory, else a copy.
 * Like every typed array it takes the machine to be little endian, as all that run JavaScript today are.
 */
export const decodeNative: Decoder = (frame, { rows, columns, bitsAllocated }) => {
  const cells = rows * columns;
  const expected = cells * (bitsAllocated / 8);
  if (frame.length < expected) throw pixelDataShort(frame.length, expected);
  const plain = { bits: bitsAllocated, lossy: false };
  if (bitsAllocated === 8) return { cells: frame.subarray(0, cells), ...plain };
  if (frame.byteOffset % 2 === 0) {
    return { cells: new Uint16Array(frame.buffer, frame.byteOffset, cells), ...plain };
  }
  return { cells: new Uint16Array(frame.slice(0, expected).buffer), ...plain };
};
