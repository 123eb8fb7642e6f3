import { pixelDataCorrupt, pixelDataShort } from '../errors.ts';
import type { Decoder } from './decoder.ts';
import { type HuffmanTable, lookUp } from './huffman-table.ts';
import { inverseDct } from './inverse-dct.ts';
import { isRestart, readJpegHeader, requireAllRead, unstuffed } from './jpeg-markers.ts';

/** SOF0 and SOF1: baseline and extended sequential, Huffman coded. Other frames by what they are called. */
const SEQUENTIAL = [0xc0, 0xc1];
const OTHER_FRAMES: Readonly<Record<number, string>> = {
  194: 'progressive',
  201: 'arithmetically coded',
  202: 'arithmetically coded progressive',
};

/** Where the k-th coefficient of the zigzag lies in a block of 8 x 8 (T.81 figure A.6). */
const ZIGZAG = Uint8Array.from([
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7,
  14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46,
  53, 60, 61, 54, 47, 55, 62, 63,
]);

/**
 * JPEG baseline and extended (ITU-T T.81 annex F, processes 1, 2 and 4): one component of 8 or 12 bits. Written here
 * because no kept package for Node and browsers reads 12 bits; it computes as the Independent JPEG Group's code does,
 * to the last bit.
 */
export const decodeJpegDct: Decoder = (frame, shape) => {
  const { rows, columns, bitsAllocated } = shape;
  const header = readJpegHeader(frame, shape);
  const { marker, precision, quantization } = header.frame;
  if (!SEQUENTIAL.includes(marker)) {
    throw pixelDataCorrupt(
      `holds a ${OTHER_FRAMES[marker] ?? 'hierarchical'} JPEG stream, which is not read`,
    );
  }
  if ((precision !== 8 && precision !== 12) || precision > bitsAllocated) {
    throw pixelDataCorrupt(`holds a JPEG image of ${precision} bits where its header says ${bitsAllocated}`);
  }
  const selector = header.scan[2] as number;
  const dc = header.tables.get(selector >> 4);
  const ac = header.tables.get(0x10 | (selector & 15));
  const steps = header.quantizations.get(quantization);
  if (dc === undefined || ac === undefined || steps === undefined) {
    throw pixelDataCorrupt('has a JPEG scan whose tables are missing');
  }
  const wide = Math.ceil(columns / 8);
  const blocks = wide * Math.ceil(rows / 8);
  // Every block takes two bits at least: a header that asks for more than the stream can give is not believed.
  if (blocks * 2 > frame.length * 8) throw pixelDataShort(frame.length * 4, blocks, 'blocks');

  const cells = new Uint16Array(rows * columns);
  const interval = header.restartInterval === 0 ? blocks : header.restartInterval;
  const coefficients = new Int32Array(64);
  const samples = new Uint16Array(64);
  const scratch = new Uint8Array(frame.length);
  let offset = header.start;
  for (let first = 0; first < blocks; first += interval) {
    const coded = unstuffed(frame, offset, scratch);
    const bits = new BitReader(coded.bytes);
    const last = Math.min(first + interval, blocks);
    let predicted = 0;
    for (let block = first; block < last; block++) {
      predicted = decodeBlock(bits, dc, ac, steps, predicted, coefficients);
      inverseDct(coefficients, precision, samples);
      place(samples, cells, Math.floor(block / wide) * 8, (block % wide) * 8, rows, columns);
    }
    if (last < blocks && !isRestart(frame, coded.end)) throw pixelDataShort(last, blocks, 'blocks');
    requireAllRead(bits.bytesLeft);
    offset = coded.end + 2;
  }
  return { cells, bits: precision, lossy: true };
};

/** One block of coefficients, dequantized, in natural order (T.81 F.2.2). Returns the DC value that predicts the next. */
function decodeBlock(
  bits: BitReader,
  dc: HuffmanTable,
  ac: HuffmanTable,
  steps: Uint16Array,
  predicted: number,
  out: Int32Array,
): number {
  out.fill(0);
  const category = bits.symbol(dc);
  if (category > 15) throw pixelDataCorrupt('holds a JPEG difference of more than 15 bits');
  const direct = predicted + bits.extended(category);
  out[0] = direct * (steps[0] as number);
  for (let k = 1; k < 64; k++) {
    const symbol = bits.symbol(ac);
    const size = symbol & 15;
    if (size === 0) {
      if (symbol !== 0xf0) break; // the rest is zero
      k += 15;
      continue;
    }
    k += symbol >> 4;
    if (k > 63) throw pixelDataCorrupt('holds a JPEG block of more than 64 coefficients');
    out[ZIGZAG[k] as number] = bits.extended(size) * (steps[k] as number);
  }
  return direct;
}

function place(
  samples: Uint16Array,
  cells: Uint16Array,
  row: number,
  column: number,
  rows: number,
  columns: number,
): void {
  const high = Math.min(8, rows - row);
  const wide = Math.min(8, columns - column);
  for (let y = 0; y < high; y++) {
    cells.set(samples.subarray(8 * y, 8 * y + wide), (row + y) * columns + column);
  }
}

/** The bits of one interval, the highest of each byte first. */
class BitReader {
  readonly #bytes: Uint8Array;
  #position = 0;
  #buffer = 0; // its `available` low bits are to be read
  #available = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Whole bytes that were not read. */
  get bytesLeft(): number {
    return this.#bytes.length - this.#position + (this.#available >>> 3);
  }

  symbol(table: HuffmanTable): number {
    this.#refill();
    const entry = lookUp(table, (this.#buffer >>> (this.#available - 16)) & 0xffff);
    this.#consume(entry >>> 8);
    return entry & 0xff;
  }

  /** That many bits as a signed difference (T.81 F.2.2.1). */
  extended(size: number): number {
    if (size === 0) return 0;
    this.#refill();
    const value = (this.#buffer >>> (this.#available - size)) & ((1 << size) - 1);
    this.#consume(size);
    return value < 1 << (size - 1) ? value - (1 << size) + 1 : value;
  }

  /** At least 16 bits; behind the end zeros, which are never taken for data. */
  #refill(): void {
    while (this.#available <= 16) {
      this.#buffer = (this.#buffer << 8) | (this.#bytes[this.#position++] ?? 0);
      this.#available += 8;
    }
  }

  #consume(bits: number): void {
    this.#available -= bits;
    const length = this.#bytes.length;
    if (this.#position - length > this.#available >>> 3) throw pixelDataShort(length, length + 1);
  }
}
