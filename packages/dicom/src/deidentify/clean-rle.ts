import { pixelDataCorrupt, pixelDataShort } from '../errors.ts';
import { joined } from './element-tree.ts';

const HEADER_BYTES = 64;

/**
 * An RLE frame (PS3.5 annex G) of nothing but its segments, each up to the byte that its last pixel takes.
 *
 * @param cells that each segment holds, a byte of each pixel
 * @throws Malformed 'pixel-data-corrupt', 'pixel-data-short'
 */
export function cleanRle(frame: Uint8Array, cells: number): Uint8Array {
  if (frame.length < HEADER_BYTES) throw pixelDataShort(frame.length, HEADER_BYTES);
  const view = new DataView(frame.buffer, frame.byteOffset, HEADER_BYTES);
  const count = view.getUint32(0, true);
  if (count < 1 || count > 15) throw pixelDataCorrupt(`has ${count} RLE segments`);
  const header = new Uint8Array(HEADER_BYTES);
  const out = new DataView(header.buffer);
  out.setUint32(0, count, true);
  const segments: Uint8Array[] = [];
  let offset = HEADER_BYTES;
  for (let i = 0; i < count; i++) {
    const start = view.getUint32(4 + 4 * i, true);
    const end = i + 1 < count ? view.getUint32(8 + 4 * i, true) : frame.length;
    if (start < HEADER_BYTES || end < start || end > frame.length)
      throw pixelDataCorrupt('has RLE segments that lie outside its pixels');
    out.setUint32(4 + 4 * i, offset, true);
    const used = frame.subarray(start, endOfCells(frame, start, end, cells));
    // Each is of even length (G.3.1).
    segments.push(used, new Uint8Array(used.length % 2));
    offset += used.length + (used.length % 2);
  }
  return joined([header, ...segments]);
}

/** Behind the run that gives the last cell (PackBits, G.3.2). */
function endOfCells(frame: Uint8Array, start: number, end: number, cells: number): number {
  let offset = start;
  let filled = 0;
  while (filled < cells) {
    const control = frame[offset] as number;
    const bytes = control < 128 ? 2 + control : control > 128 ? 2 : 1;
    if (offset + bytes > end) throw pixelDataShort(filled, cells);
    filled += control < 128 ? control + 1 : control > 128 ? 257 - control : 0;
    offset += bytes;
  }
  if (filled > cells) throw pixelDataCorrupt('holds an RLE segment of more pixels than the image has');
  return offset;
}
