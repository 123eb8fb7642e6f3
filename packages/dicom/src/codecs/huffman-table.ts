import { pixelDataCorrupt } from '../errors.ts';

export const FAST_BITS = 11;

/** A Huffman table of JPEG (ITU-T T.81 annex C), made for decoding. */
export interface HuffmanTable {
  /** [2 ** FAST_BITS] by the next bits: length of the code in the high byte, symbol in the low; 0 where it is longer. */
  readonly fast: Uint16Array;
  /** [18] by length: the smallest number of 16 bits, left-aligned, that is above all codes of that length. */
  readonly limits: Int32Array;
  /** [17] by length: index of the first symbol less the first code. */
  readonly offsets: Int32Array;
  readonly symbols: Uint8Array;
}

/** @param counts [16] how many codes of each length, 1 to 16. */
export function huffmanTable(counts: Uint8Array, symbols: Uint8Array): HuffmanTable {
  const fast = new Uint16Array(2 ** FAST_BITS);
  const limits = new Int32Array(18);
  const offsets = new Int32Array(17);
  let code = 0;
  let index = 0;
  for (let length = 1; length <= 16; length++) {
    offsets[length] = index - code;
    for (let i = 0; i < (counts[length - 1] as number); i++, code++, index++) {
      if (length > FAST_BITS) continue;
      const first = code << (FAST_BITS - length);
      fast.fill((length << 8) | (symbols[index] as number), first, first + 2 ** (FAST_BITS - length));
    }
    if (code > 2 ** length) throw pixelDataCorrupt('has a Huffman table with too many codes');
    limits[length] = code << (16 - length);
    code <<= 1;
  }
  limits[17] = 2 ** 30;
  return { fast, limits, offsets, symbols };
}

/** The code at the head of 16 bits -> its length in the high byte, its symbol in the low one. */
export function lookUp(table: HuffmanTable, bits: number): number {
  const entry = table.fast[bits >>> (16 - FAST_BITS)] as number;
  if (entry !== 0) return entry;
  let length = FAST_BITS + 1;
  while (bits >= (table.limits[length] as number)) length++;
  const symbol = table.symbols[(bits >>> (16 - length)) + (table.offsets[length] ?? 0)];
  if (length > 16 || symbol === undefined)
    throw pixelDataCorrupt('holds a code that its Huffman table lacks');
  return (length << 8) | symbol;
}
