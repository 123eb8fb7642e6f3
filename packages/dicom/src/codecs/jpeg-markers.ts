import { pixelDataCorrupt, pixelDataShort } from '../errors.ts';
import { type HuffmanTable, huffmanTable } from './huffman-table.ts';

/** What stands before the coded samples of a lossless JPEG frame of one component. */
export interface JpegHeader {
  readonly rows: number;
  readonly columns: number;
  /** Bits of a sample. */
  readonly precision: number;
  /** 1 to 7 (T.81 table H.1). */
  readonly predictor: number;
  /** Samples were shifted right by this many bits. */
  readonly pointTransform: number;
  /** Samples between restarts; 0 for none. */
  readonly restartInterval: number;
  readonly table: HuffmanTable;
  /** Offset of the coded samples. */
  readonly scan: number;
}

const SOF_LOSSLESS = 0xc3;
const DHT = 0xc4;
const SOI = 0xd8;
const SOS = 0xda;
const DRI = 0xdd;
const isOtherFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xcc && marker !== 0xc8;

/** Reads the markers up to the first scan (T.81 annex B). */
export function readJpegHeader(bytes: Uint8Array): JpegHeader {
  if (bytes[0] !== 0xff || bytes[1] !== SOI)
    throw pixelDataCorrupt('does not hold the JPEG stream that it promises');
  const tables = new Map<number, HuffmanTable>();
  let frame: { precision: number; rows: number; columns: number } | undefined;
  let restartInterval = 0;
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
    if (marker === SOF_LOSSLESS) frame = readFrame(body);
    else if (marker === DHT) readTables(body, tables);
    else if (marker === DRI) restartInterval = word(body, 0);
    else if (marker === SOS) {
      if (frame === undefined) throw pixelDataCorrupt('has a JPEG scan before its frame');
      return { ...frame, ...readScan(body, tables), restartInterval, scan: offset + 2 + length };
    } else if (isOtherFrame(marker)) {
      throw pixelDataCorrupt('holds a JPEG stream that is not lossless Huffman, against its transfer syntax');
    }
    offset += 2 + length;
  }
  throw pixelDataShort(bytes.length, offset + 4);
}

function readFrame(body: Uint8Array): { precision: number; rows: number; columns: number } {
  if (body[5] !== 1 || body.length < 9) {
    throw pixelDataCorrupt(`holds a JPEG stream of ${body[5] ?? 0} components, against its header`);
  }
  return { precision: body[0] as number, rows: word(body, 1), columns: word(body, 3) };
}

function readTables(body: Uint8Array, tables: Map<number, HuffmanTable>): void {
  let offset = 0;
  while (offset + 17 <= body.length) {
    const counts = body.subarray(offset + 1, offset + 17);
    const total = counts.reduce((sum, count) => sum + count, 0);
    const symbols = body.subarray(offset + 17, offset + 17 + total);
    if (symbols.length < total) throw pixelDataCorrupt('has a Huffman table that ends too early');
    tables.set((body[offset] as number) & 15, huffmanTable(counts, symbols));
    offset += 17 + total;
  }
}

function readScan(
  body: Uint8Array,
  tables: ReadonlyMap<number, HuffmanTable>,
): { predictor: number; pointTransform: number; table: HuffmanTable } {
  const table = tables.get((body[2] as number) >> 4);
  const predictor = body[3] as number;
  if (body[0] !== 1 || body.length < 6 || table === undefined || predictor < 1 || predictor > 7) {
    throw pixelDataCorrupt('has a JPEG scan header that makes no sense');
  }
  return { predictor, pointTransform: (body[5] as number) & 15, table };
}

const word = (bytes: Uint8Array, offset: number): number =>
  ((bytes[offset] as number) << 8) | (bytes[offset + 1] as number);
