import { codestreamOf } from '../codecs/bitstream.ts';
import { pixelDataCorrupt, pixelDataShort } from '../errors.ts';
import { joined } from './element-tree.ts';

const [SOC, TLM, SOT, SOD, EOC] = [0xff4f, 0xff55, 0xff90, 0xff93, 0xffd9];
/** What a codestream is decoded with (ISO/IEC 15444-1 table A.2, with parts 2 and 15); comments are not among it. */
const NEEDED: ReadonlySet<number> = new Set([
  ...[0xff50, 0xff51, 0xff52, 0xff53, 0xff56, 0xff57, 0xff58, 0xff59, 0xff5c, 0xff5d, 0xff5e, 0xff5f],
  ...[0xff60, 0xff61, 0xff70, 0xff71, 0xff72, 0xff73, 0xff74, 0xff75, 0xff76, 0xff77, 0xff78, 0xff79],
]);

interface TilePart {
  /** The tile's number, of the header behind its length: part and parts. */
  readonly tile: number;
  readonly numbers: Uint8Array;
  /** Everything behind the SOT segment. */
  readonly rest: Uint8Array;
}

/**
 * A JPEG 2000 codestream without comments and without what stands round it: boxes of a JP2 file, bytes behind its end. Lengths
 * of tile-parts, and the table of them, are made right.
 *
 * @throws Malformed 'pixel-data-corrupt', 'pixel-data-short'
 */
export function cleanJpeg2000(bytes: Uint8Array): Uint8Array {
  const stream = codestreamOf(bytes);
  if (stream === undefined) throw pixelDataCorrupt('does not hold the JPEG 2000 stream that it promises');
  const view = new DataView(stream.buffer, stream.byteOffset, stream.byteLength);
  const tables: Uint8Array[] = [];
  const head = markers(view, 2, SOT, tables);
  const parts: TilePart[] = [];
  let offset = head.end;
  while (word(view, offset) === SOT) {
    const length = view.getUint32(offset + 6);
    // The last may reach to the end of the stream.
    const end = length === 0 ? endOfStream(stream, offset + 12) : offset + length;
    if (end > stream.length || end < offset + 14) throw pixelDataShort(stream.length, end);
    const header = markers(view, offset + 12, SOD, []);
    if (header.end + 2 > end) throw pixelDataCorrupt('has a JPEG 2000 tile-part that ends in its header');
    const rest = joined([...header.kept, Uint8Array.of(0xff, 0x93), stream.subarray(header.end + 2, end)]);
    parts.push({ tile: view.getUint16(offset + 4), numbers: stream.slice(offset + 10, offset + 12), rest });
    offset = end;
  }
  if (word(view, offset) !== EOC) throw pixelDataCorrupt('has a JPEG 2000 stream that does not end');
  const lengths = parts.map(({ rest }) => 12 + rest.length);
  return joined([
    Uint8Array.of(SOC >> 8, SOC & 0xff),
    ...head.kept,
    ...withLengths(tables, lengths),
    ...parts.flatMap((part, i) => [startOfTilePart(part, lengths[i] as number), part.rest]),
    Uint8Array.of(EOC >> 8, EOC & 0xff),
  ]);
}

/** The marker segments from an offset up to a marker; tables of tile-part lengths are set aside. */
function markers(
  view: DataView,
  start: number,
  until: number,
  tables: Uint8Array[],
): { kept: Uint8Array[]; end: number } {
  const kept: Uint8Array[] = [];
  let offset = start;
  while (word(view, offset) !== until) {
    const marker = word(view, offset);
    if (marker < 0xff30) throw pixelDataCorrupt('has a JPEG 2000 stream without a marker where one must be');
    const end = offset + 2 + Math.max(2, word(view, offset + 2));
    if (end > view.byteLength) throw pixelDataShort(view.byteLength, end);
    const segment = new Uint8Array(view.buffer, view.byteOffset + offset, end - offset);
    if (marker === TLM) tables.push(segment.slice());
    else if (NEEDED.has(marker)) kept.push(segment);
    offset = end;
  }
  return { kept, end: offset };
}

function startOfTilePart({ tile, numbers }: TilePart, length: number): Uint8Array {
  const sot = new Uint8Array(12);
  const view = new DataView(sot.buffer);
  view.setUint16(0, SOT);
  view.setUint16(2, 10);
  view.setUint16(4, tile);
  view.setUint32(6, length);
  sot.set(numbers, 10);
  return sot;
}

/** The tables (A.7.1) with the lengths that hold now; none where they were not of these tile-parts. */
function withLengths(tables: readonly Uint8Array[], lengths: readonly number[]): readonly Uint8Array[] {
  let next = 0;
  for (const table of tables) {
    const [style = 0] = table.subarray(5, 6);
    const [index, size] = [(style >> 4) & 3, (style & 0x40) === 0 ? 2 : 4];
    const view = new DataView(table.buffer);
    for (let at = 6; at + index + size <= table.length; at += index + size) {
      const length = lengths[next++] ?? 0;
      if (size === 4) view.setUint32(at + index, length);
      else if (length > 0xffff) return [];
      else view.setUint16(at + index, length);
    }
  }
  return next === lengths.length ? tables : [];
}

/** Of a tile-part without a length: where the mark of the stream's end stands, which no coded byte can be. */
function endOfStream(stream: Uint8Array, start: number): number {
  for (let offset = start; offset + 1 < stream.length; offset++)
    if (stream[offset] === 0xff && stream[offset + 1] === 0xd9) return offset;
  throw pixelDataShort(stream.length, stream.length + 2);
}

function word(view: DataView, offset: number): number {
  if (offset + 2 > view.byteLength) throw pixelDataShort(view.byteLength, offset + 2);
  return view.getUint16(offset);
}
