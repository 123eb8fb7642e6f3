import { pixelDataCorrupt, pixelDataShort } from '../errors.ts';
import type { Decoder } from './decoder.ts';
import { type HuffmanTable, lookUp } from './huffman-table.ts';
import { type JpegHeader, readJpegHeader } from './jpeg-markers.ts';

/** JPEG lossless, Huffman coded (ITU-T T.81 annex H, process 14): one component, 2 to 16 bits, all seven predictors. */
export const decodeJpegLossless: Decoder = (frame, { rows, columns, bitsAllocated }) => {
  const header = readJpegHeader(frame);
  if (header.rows !== rows || header.columns !== columns) {
    throw pixelDataCorrupt(
      `holds a JPEG image of ${header.rows} x ${header.columns} pixels where its header says ${rows} x ${columns}`,
    );
  }
  const { precision, pointTransform, restartInterval } = header;
  if (precision < 2 || precision > bitsAllocated || pointTransform >= precision) {
    throw pixelDataCorrupt(`holds a JPEG image of ${precision} bits where its header says ${bitsAllocated}`);
  }
  // T.81 H.1.1: an interval is a number of whole lines.
  if (restartInterval % columns !== 0)
    throw pixelDataCorrupt('restarts its JPEG stream in the middle of a line');
  // Every sample takes a bit at least: a header that asks for more than the stream can give is not believed.
  if (rows * columns > frame.length * 8) throw pixelDataShort(frame.length * 8, rows * columns);

  const samples = new Uint16Array(rows * columns);
  const linesPerInterval = restartInterval === 0 ? rows : restartInterval / columns;
  let offset = header.scan;
  const scratch = new Uint8Array(frame.length);
  for (let line = 0; line < rows; line += linesPerInterval) {
    const interval = unstuffed(frame, offset, scratch);
    const lines = Math.min(linesPerInterval, rows - line);
    decodeInterval(
      interval.bytes,
      header,
      samples.subarray(line * columns, (line + lines) * columns),
      columns,
    );
    const isRestart = frame[interval.end] === 0xff && ((frame[interval.end + 1] as number) & 0xf8) === 0xd0;
    if (line + lines < rows && !isRestart) throw pixelDataShort(line + lines, rows, 'lines');
    offset = interval.end + 2;
  }
  if (pointTransform > 0)
    for (let i = 0; i < samples.length; i++) samples[i] = (samples[i] as number) << pointTransform;
  return samples;
};

/** The coded bytes up to the next marker, without the zero that is stuffed behind each 0xff; and where the marker is. */
function unstuffed(frame: Uint8Array, start: number, bytes: Uint8Array): { bytes: Uint8Array; end: number } {
  let length = 0;
  let i = start;
  for (; i < frame.length; i++) {
    const byte = frame[i] as number;
    if (byte === 0xff) {
      if (frame[i + 1] !== 0) break;
      i++;
    }
    bytes[length++] = byte;
  }
  return { bytes: bytes.subarray(0, length), end: i };
}

/** Differences, Huffman coded, from a prediction (T.81 H.1.2); `out` is a number of whole lines. */
function decodeInterval(bytes: Uint8Array, header: JpegHeader, out: Uint16Array, columns: number): void {
  const { table, predictor, precision, pointTransform } = header;
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
