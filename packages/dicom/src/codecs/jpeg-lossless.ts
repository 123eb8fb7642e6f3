import { pixelDataCorrupt, pixelDataShort } from '../errors.ts';
import type { Decoder } from './decoder.ts';
import { type HuffmanTable, lookUp } from './huffman-table.ts';
import { isRestart, readJpegHeader, unstuffed } from './jpeg-markers.ts';

const SOF_LOSSLESS = 0xc3;

/** How the samples of a lossless scan are coded. */
interface Prediction {
  readonly table: HuffmanTable;
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

  const prediction = { table, predictor, precision, pointTransform };
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
  return { cells, bits: precision, lossy: false };
};

/** Differences, Huffman coded, from a prediction (T.81 H.1.2); `out` is a number of whole lines. */
function decodeInterval(bytes: Uint8Array, coding: Prediction, out: Uint16Array, columns: number): void {
  const { table, predictor, precision, pointTransform } = coding;
  const next = differences(bytes, table);
  // The first line is predicted from the left, the first sample from the middle of the range (H.1.2.1).
  out[0] = (1 << (precision - pointTransform - 1)) + next();
  for (let i = 1; i < columns; i++) out[i] = (out[i - 1] as number) + next();
  for (let start = columns; start < out.length; start += columns) {
    // A line's first sample is predicted from above.
    let left = ((out[start - columns] as number) + next()) & 0xffff;
    out[start] = left;
    for (let i = start + 1; i < start + columns; i++) {
      const above = out[i - columns] as number;
      const diagonal = out[i - columns - 1] as number;
      // T.81 table H.1; sums are modulo 2 ** 16.
      let prediction: number;
      if (predictor === 1) prediction = left;
      else if (predictor === 2) prediction = above;
      else if (predictor === 3) prediction = diagonal;
      else if (predictor === 4) prediction = left + above - diagonal;
      else if (predictor === 5) prediction = left + ((above - diagonal) >> 1);
      else if (predictor === 6) prediction = above + ((left - diagonal) >> 1);
      else prediction = (left + above) >> 1;
      left = (prediction + next()) & 0xffff;
      out[i] = left;
    }
  }
}

/** Takes one difference after another from the bits (T.81 H.1.2.2 and F.2.2.1). */
function differences(bytes: Uint8Array, table: HuffmanTable): () => number {
  let position = 0;
  let buffer = 0; // its `available` low bits are to be read
  let available = 0;
  /** At least 16 bits; behind the end zeros, which are never taken for data. */
  const refill = (): void => {
    while (available <= 16) {
      buffer = (buffer << 8) | (bytes[position++] ?? 0);
      available += 8;
    }
  };
  const consume = (bits: number): void => {
    available -= bits;
    if (position - bytes.length > available >>> 3) throw pixelDataShort(bytes.length, bytes.length + 1);
  };
  return () => {
    refill();
    const entry = lookUp(table, (buffer >>> (available - 16)) & 0xffff);
    consume(entry >>> 8);
    const category = entry & 0xff;
    if (category === 0) return 0;
    if (category === 16) return 32768;
    if (category > 16) throw pixelDataCorrupt('holds a difference of more than 16 bits');
    refill();
    const value = (buffer >>> (available - category)) & ((1 << category) - 1);
    consume(category);
    return value < 1 << (category - 1) ? value - (1 << category) + 1 : value;
  };
}
