import { pixelDataCorrupt, pixelDataShort } from '../errors.ts';
import { type HuffmanTable, huffmanTable } from './huffman-table.ts';

const DHT = 0xc4;
const SOI = 0xd8;
const SOS = 0xda;
const DQT = 0xdb;
const DRI = 0xdd;

/** SOF0 to SOF15 of T.81 and SOF55 of JPEG-LS. */
export const FRAME_MARKERS: ReadonlySet<number> = new Set([
  0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf, 0xf7,
]);

export interface JpegSegment {
  readonly marker: number;
  readonly body: Uint8Array;
  /** Offset behind the segment. */
  readonly end: number;
}

/** The marker segments of a JPEG or JPEG-LS stream up to and with its first scan header (T.81 annex B). */
export function* jpegSegments(bytes: Uint8Array): Generator<JpegSegment> {
  if (bytes[0] !== 0xff || bytes[1] !== SOI)
    throw pixelDataCorrupt('does not hold the JPEG stream that it promises');
  let offset = 2;
  while (offset + 4 <= bytes.length) {
    if (bytes[offset] !== 0xff)
      throw pixelDataCorrupt('has a JPEG stream without a marker where one must be');
    const marker = bytes[offset + 1] as number;
    if (marker === 0xff) {
      offset++; // fill byte
      continue;
    }
    const length = word(bytes, offset + 2);
    const body = bytes.subarray(offset + 4, offset + 2 + length);
    if (length < 2 || body.length !== length - 2) throw pixelDataShort(bytes.length, offset + 2 + length);
    offset += 2 + length;
    yield { marker, body, end: offset };
    if (marker === SOS) return;
  }
  throw pixelDataShort(bytes.length, offset + 4);
}

/** The start of a frame: its kind, size and precision. */
export interface JpegFrame {
  readonly marker: number;
  readonly rows: number;
  readonly columns: number;
  /** Bits of a sample. */
  readonly precision: number;
  /** Which quantization table, in JPEG with loss. */
  readonly quantization: number;
}

/** @throws Malformed where it has more than one component. */
export function readFrame({ marker, body }: JpegSegment): JpegFrame {
  if (body[5] !== 1 || body.length < 9) {
    throw pixelDataCorrupt(`holds a JPEG stream of ${body[5] ?? 0} components, against its header`);
  }
  return {
    marker,
    precision: body[0] as number,
    rows: word(body, 1),
    columns: word(body, 3),
    quantization: body[8] as number,
  };
}

/** What stands before the coded samples of a JPEG frame of one component. */
export interface JpegHeader {
  readonly frame: JpegFrame;
  /** By class and number as DHT has them: 0x00 to 0x0f for DC and lossless, 0x10 to 0x1f for AC. */
  readonly tables: ReadonlyMap<number, HuffmanTable>;
  /** [64] each, in zigzag order. */
  readonly quantizations: ReadonlyMap<number, Uint16Array>;
  /** Samples, or blocks of them, between restarts; 0 for none. */
  readonly restartInterval: number;
  readonly scan: Uint8Array;
  /** Offset of the coded samples. */
  readonly start: number;
}

/** Reads the markers up to the first scan. @throws Malformed where the size is not what the image's header says */
export function readJpegHeader(
  bytes: Uint8Array,
  shape: { readonly rows: number; readonly columns: number },
): JpegHeader {
  const tables = new Map<number, HuffmanTable>();
  const quantizations = new Map<number, Uint16Array>();
  let frame: JpegFrame | undefined;
  let restartInterval = 0;
  for (const segment of jpegSegments(bytes)) {
    const { marker, body, end } = segment;
    if (FRAME_MARKERS.has(marker)) {
      frame = readFrame(segment);
      requireSize(frame, shape);
    } else if (marker === DHT) readTables(body, tables);
    else if (marker === DQT) readQuantizations(body, quantizations);
    else if (marker === DRI && body.length >= 2) restartInterval = word(body, 0);
    else if (marker === SOS) {
      if (frame === undefined) throw pixelDataCorrupt('has a JPEG scan before its frame');
      if (body[0] !== 1 || body.length < 6)
        throw pixelDataCorrupt('has a JPEG scan header that makes no sense');
      return { frame, tables, quantizations, restartInterval, scan: body, start: end };
    }
  }
  throw pixelDataCorrupt('has a JPEG stream without a scan');
}

export function requireSize(
  { rows, columns }: { readonly rows: number; readonly columns: number },
  shape: { readonly rows: number; readonly columns: number },
): void {
  if (rows !== shape.rows || columns !== shape.columns) {
    throw pixelDataCorrupt(
      `holds a compressed image of ${rows} x ${columns} pixels where its header says ${shape.rows} x ${shape.columns}`,
    );
  }
}

function readTables(body: Uint8Array, tables: Map<number, HuffmanTable>): void {
  let offset = 0;
  while (offset + 17 <= body.length) {
    const counts = body.subarray(offset + 1, offset + 17);
    const total = counts.reduce((sum, count) => sum + count, 0);
    const symbols = body.subarray(offset + 17, offset + 17 + total);
    if (symbols.length < total) throw pixelDataCorrupt('has a Huffman table that ends too early');
    tables.set(body[offset] as number, huffmanTable(counts, symbols));
    offset += 17 + total;
  }
}

function readQuantizations(body: Uint8Array, quantizations: Map<number, Uint16Array>): void {
  let offset = 0;
  while (offset < body.length) {
    const [wide, number] = [(body[offset] as number) >> 4, (body[offset] as number) & 15];
    offset++;
    const table = new Uint16Array(64);
    if (offset + 64 * (wide + 1) > body.length)
      throw pixelDataCorrupt('has a quantization table that ends too early');
    for (let i = 0; i < 64; i++, offset += wide + 1) {
      table[i] = wide === 0 ? (body[offset] as number) : word(body, offset);
    }
    quantizations.set(number, table);
  }
}

/** The coded bytes up to the next marker, without the zero that is stuffed behind each 0xff; and where the marker is. */
export function unstuffed(
  frame: Uint8Array,
  start: number,
  bytes: Uint8Array,
): { bytes: Uint8Array; end: number } {
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

/**
 * Coded samples fill their last byte with ones (T.81 F.1.2.3), and some encoders one byte more. Where more is left over, the
 * decoder has lost its step somewhere, and gave an image of the right size by chance.
 */
export function requireAllRead(bytesLeft: number): void {
  if (bytesLeft > 1)
    throw pixelDataCorrupt(`has ${bytesLeft} bytes of coded pixels more than its image takes`);
}

/** Whether a restart marker stands here. */
export const isRestart = (frame: Uint8Array, offset: number): boolean =>
  frame[offset] === 0xff && ((frame[offset + 1] ?? 0) & 0xf8) === 0xd0;

const word = (bytes: Uint8Array, offset: number): number =>
  ((bytes[offset] as number) << 8) | (bytes[offset + 1] as number);
