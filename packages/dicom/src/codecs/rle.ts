import { pixelDataCorrupt, pixelDataShort } from '../errors.ts';
import type { Decoder } from './decoder.ts';

const HEADER_BYTES = 64;

/** RLE Lossless (PS3.5 annex G): one PackBits segment a byte of the cell, the most significant byte first. */
export const decodeRle: Decoder = (frame, { rows, columns, bitsAllocated }) => {
  const cells = rows * columns;
  const bytesPerCell = bitsAllocated / 8;
  if (frame.length < HEADER_BYTES) throw pixelDataShort(frame.length, HEADER_BYTES);
  const header = new DataView(frame.buffer, frame.byteOffset, HEADER_BYTES);
  const segments = header.getUint32(0, true);
  if (segments !== bytesPerCell) {
    throw pixelDataCorrupt(`has ${segments} RLE segments where ${bitsAllocated} bits need ${bytesPerCell}`);
  }
  // Two bytes yield at most 128: a header that asks for more than the stream can give is not believed.
  if (cells * bytesPerCell > frame.length * 64) throw pixelDataShort(frame.length * 64, cells * bytesPerCell);
  const bytes = new Uint8Array(cells * bytesPerCell);
  for (let segment = 0; segment < segments; segment++) {
    const start = header.getUint32(4 + 4 * segment, true);
    const end = segment + 1 < segments ? header.getUint32(8 + 4 * segment, true) : frame.length;
    if (start < HEADER_BYTES || end < start || end > frame.length) {
      throw pixelDataCorrupt('has RLE segments that lie outside its pixels');
    }
    unpack(frame, start, end, bytes, bytesPerCell - 1 - segment, bytesPerCell);
  }
  return {
    cells: bytesPerCell === 1 ? bytes : new Uint16Array(bytes.buffer),
    bits: bitsAllocated,
    lossy: false,
  };
};

/** What writers put behind a segment to fill up a word or two. */
const MOST_PADDING = 3;

/**
 * PackBits from [start, end) into every `step`th byte of `out`, from `first` on (PS3.5 section G.3.2). A segment that gives
 * more than the image takes has lost its step somewhere, and what it gave is shifted.
 */
function unpack(
  frame: Uint8Array,
  start: number,
  end: number,
  out: Uint8Array,
  first: number,
  step: number,
): void {
  let from = start;
  let to = first;
  const last = out.length + first;
  while (to < last) {
    if (from >= end) throw pixelDataShort(to, out.length);
    const control = frame[from++] as number;
    if (control < 128) {
      const stop = to + (control + 1) * step;
      if (stop > last) throw tooLong();
      if (from + control + 1 > end) throw pixelDataShort(to, out.length);
      let source = from;
      for (; to < stop; to += step) out[to] = frame[source++] as number;
      from += control + 1;
    } else if (control > 128) {
      if (from >= end) throw pixelDataShort(to, out.length);
      const value = frame[from++] as number;
      const stop = to + (257 - control) * step;
      if (stop > last) throw tooLong();
      for (; to < stop; to += step) out[to] = value;
    }
  }
  if (end - from > MOST_PADDING) throw tooLong();
}

const tooLong = () => pixelDataCorrupt('holds an RLE segment of more pixels than the image has');
