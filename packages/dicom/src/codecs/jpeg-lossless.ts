import { pixelDataCorrupt, pixelDataShort } from '../errors.ts';
import type { Decoder } from './decoder.ts';
import { FAST_BITS, type HuffmanTable, lookUp } from './huffman-table.ts';
import { isRestart, readJpegHeader, requireAllRead, unstuffed } from './jpeg-markers.ts';

const SOF_LOSSLESS = 0xc3;

/** How the samples of a lossless scan are coded. */
interface Prediction {
  readonly table: HuffmanTable;
  readonly differences: Int32Array;
  /** 1 to 7 (T.81 table H.1). */
  readonly predictor: number;
  readonly precision: number;
  /** Samples were shifted right by this many bits. */
  readonly pointTransform: number;
}

/** JPEG lossless, Huffman coded (ITU-T T.81 annex H, process 14): one component, 2 to 16 bits, all seven predictors. */
export const decodeJpegLossless: Decoder = (frame, shape) => {
  const { rows, columns, bitsAllocated } = shape;
  const header = readJpegHeader(frame, shape);
  const { scan, restartInterval } = header;
  const { marker, precision } = header.frame;
  const table = header.tables.get((scan[2] as number) >> 4);
  const predictor = scan[3] as number;
  const pointTransform = (scan[5] as number) & 15;
  if (marker !== SOF_LOSSLESS || table === undefined || predictor < 1 || predictor > 7) {
    throw pixelDataCorrupt('has a JPEG scan header that makes no sense');
  }
  if (precision < 2 || precision > bitsAllocated || pointTransform >= precision) {
    throw pixelDataCorrupt(`holds a JPEG image of ${precision} bits where its header says ${bitsAllocated}`);
  }
  // T.81 H.1.1: an interval is a number of whole lines.
  if (restartInterval % columns !== 0)
    throw pixelDataCorrupt('restarts its JPEG stream in the middle of a line');
  // Every sample takes a bit at least: a header that asks for more than the stream can give is not believed.
  if (rows * columns > frame.length * 8) throw pixelDataShort(frame.length * 8, rows * columns);

  const prediction = { table, differences: differenceTable(table), predictor, precision, pointTransform };
  const cells = new Uint16Array(rows * columns);
  const linesPerInterval = restartInterval === 0 ? rows : restartInterval / columns;
  let offset = header.start;
  const scratch = new Uint8Array(frame.length);
  for (let line = 0; line < rows; line += linesPerInterval) {
    const interval = unstuffed(frame, offset, scratch);
    const lines = Math.min(linesPerInterval, rows - line);
    decodeInterval(
      interval.bytes,
      prediction,
      cells.subarray(line * columns, (line + lines) * columns),
      columns,
    );
    if (line + lines < rows && !isRestart(frame, interval.end))
      throw pixelDataShort(line + lines, rows, 'lines');
    offset = interval.end + 2;
  }
  if (pointTransform > 0)
    for (let i = 0; i < cells.length; i++) cells[i] = (cells[i] as number) << pointTransform;
  // Differences may lead anywhere in 16 bits, but no such sample can be told from a stored value.
  if (bitsAllocated === 8 && cells.some((cell) => cell > 255)) {
    throw pixelDataCorrupt('holds samples of more than 8 bits in a JPEG image of 8');
  }
  return { cells, bits: precision, lossy: false };
};

/**
 * Differences, Huffman coded, from a prediction (T.81 H.1.2); `out` is a number of whole lines. All in one loop, since what
 * is read of the bits between two calls would have to lie in memory.
 */
function decodeInterval(bytes: Uint8Array, coding: Prediction, out: Uint16Array, columns: number): void {
  const { table, differences, predictor, precision, pointTransform } = coding;
  let position = 0;
  let buffer = 0; // its `available` low bits are to be read
  let available = 0;
  for (let start = 0; start < out.length; start += columns) {
    // The first line is predicted from the left, the first sample from the middle of the range (H.1.2.1), and the
    // first of any other line from above.
    const ofLine = start === 0 ? 1 : predictor;
    let left = start === 0 ? 1 << (precision - pointTransform - 1) : (out[start - columns] as number);
    for (let i = start; i < start + columns; i++) {
      if (available < 16) {
        buffer = (buffer << 16) | ((bytes[position] as number) << 8) | (bytes[position + 1] as number);
        position += 2;
        available += 16;
      }
      let difference: number;
      const entry = differences[(buffer >>> (available - DIFFERENCE_BITS)) & DIFFERENCE_MASK] as number;
      if (entry !== 0) {
        available -= entry & 0xff;
        difference = entry >> 8;
      } else {
        const code = lookUp(table, (buffer >>> (available - 16)) & 0xffff);
        available -= code >>> 8;
        const category = code & 0xff;
        if (category > 16) throw pixelDataCorrupt('holds a difference of more than 16 bits');
        if (available < 16) {
          buffer = (buffer << 16) | ((bytes[position] as number) << 8) | (bytes[position + 1] as number);
          position += 2;
          available += 16;
        }
        if (category === 16) difference = 32768;
        else {
          available -= category;
          difference = extended(buffer >>> available, category);
        }
      }
      let prediction = left;
      if (ofLine !== 1 && i > start) {
        const above = out[i - columns] as number;
        const diagonal = out[i - columns - 1] as number;
        // T.81 table H.1; sums are modulo 2 ** 16.
        if (ofLine === 2) prediction = above;
        else if (ofLine === 3) prediction = diagonal;
        else if (ofLine === 4) prediction = left + above - diagonal;
        else if (ofLine === 5) prediction = left + ((above - diagonal) >> 1);
        else if (ofLine === 6) prediction = above + ((left - diagonal) >> 1);
        else prediction = (left + above) >> 1;
      }
      left = (prediction + difference) & 0xffff;
      out[i] = left;
    }
    // Behind the end stands anything; no line that took of it is kept.
    if (8 * position - available > 8 * bytes.length) throw pixelDataShort(bytes.length, bytes.length + 1);
  }
  requireAllRead(bytes.length - position + (available >>> 3));
}

/** Bits that are looked up at once: of most samples they hold the code and the difference behind it. */
const DIFFERENCE_BITS = 12;
const DIFFERENCE_MASK = 2 ** DIFFERENCE_BITS - 1;

/** [2 ** DIFFERENCE_BITS] by the next bits: the difference above the low byte, in it how many bits it took; 0 if more than there are. */
function differenceTable(table: HuffmanTable): Int32Array {
  const entries = new Int32Array(2 ** DIFFERENCE_BITS);
  for (let bits = 0; bits < entries.length; bits++) {
    const code = table.fast[bits >>> (DIFFERENCE_BITS - FAST_BITS)] as number;
    const [length, category] = [code >>> 8, code & 0xff];
    if (code === 0 || category > 15 || length + category > DIFFERENCE_BITS) continue;
    const difference = extended(bits >>> (DIFFERENCE_BITS - length - category), category);
    entries[bits] = (difference << 8) | (length + category);
  }
  return entries;
}

/** The difference in the low `category` bits (T.81 H.1.2.2 and F.2.2.1). */
function extended(bits: number, category: number): number {
  const value = bits & ((1 << category) - 1);
  return category === 0 || value >>> (category - 1) === 1 ? value : value - (1 << category) + 1;
}
