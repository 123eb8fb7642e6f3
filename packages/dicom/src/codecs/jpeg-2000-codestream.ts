import { pixelDataCorrupt, pixelDataShort } from '../errors.ts';
import type { FrameShape } from './decoder.ts';
import { requireSize } from './jpeg-markers.ts';

/** Offset of the component's depth: its bits less one, and whether they are signed (A.5.1). */
export const SSIZ = 42;
const SOT = 0xff90;
const EOC = 0xffd9;
const COD = 0xff52;
/** T.800 A.6.1: 32 decompositions at most. */
const MOST_DECOMPOSITIONS = 32;
/** More quality layers than any encoder writes; each costs memory for every precinct. */
const MOST_LAYERS = 256;

/**
 * Looks whether a JPEG 2000 codestream (T.800 annex A) is of the size that the image's header gives, and whole: every
 * tile-part that it announces is there, with all its bytes. Decoders differ in what they make of one that isn't, and
 * some fill it up with zeros.
 */
export function requireCodestream(stream: Uint8Array, shape: FrameShape): { bits: number; signed: boolean } {
  const view = new DataView(stream.buffer, stream.byteOffset, stream.byteLength);
  const { bits, tiles } = imageSize(view, shape);
  let offset = 2;
  while (word(view, offset) !== SOT) {
    const marker = word(view, offset);
    if (marker < 0xff30) throw pixelDataCorrupt('has a JPEG 2000 stream without a marker where one must be');
    if (marker === COD) requireCodingStyle(view, offset);
    offset += 2 + Math.max(2, word(view, offset + 2));
  }
  requireTileParts(view, offset, tiles);
  return { bits, signed: view.getUint8(SSIZ) >= 0x80 };
}

/** SIZ (A.5.1). */
function imageSize(view: DataView, shape: FrameShape): { bits: number; tiles: number } {
  if (view.byteLength < 47) throw pixelDataShort(view.byteLength, 47);
  const at = (i: number): number => view.getUint32(8 + 4 * i);
  const [right, bottom, left, top] = [at(0), at(1), at(2), at(3)];
  const [tileWidth, tileHeight, tileLeft, tileTop] = [at(4), at(5), at(6), at(7)];
  const components = view.getUint16(40);
  if (components !== 1) {
    throw pixelDataCorrupt(`holds a JPEG 2000 stream of ${components} components, against its header`);
  }
  requireSize({ rows: bottom - top, columns: right - left }, shape);
  const depth = view.getUint8(SSIZ);
  const bits = (depth & 0x7f) + 1;
  if (bits > shape.bitsAllocated || view.getUint8(43) !== 1 || view.getUint8(44) !== 1) {
    throw pixelDataCorrupt(
      `holds a JPEG 2000 image of ${bits} bits where its header says ${shape.bitsAllocated}`,
    );
  }
  const tiles = Math.ceil((right - tileLeft) / tileWidth) * Math.ceil((bottom - tileTop) / tileHeight);
  if (!(tiles >= 1 && tiles <= 65535)) throw pixelDataCorrupt('has a JPEG 2000 stream of impossible tiles');
  return { bits, tiles };
}

/** COD (A.6.1), as far as it decides how much memory a decoder takes. */
function requireCodingStyle(view: DataView, offset: number): void {
  if (offset + 10 > view.byteLength) throw pixelDataShort(view.byteLength, offset + 10);
  const layers = view.getUint16(offset + 6);
  const decompositions = view.getUint8(offset + 9);
  if (layers < 1 || layers > MOST_LAYERS || decompositions > MOST_DECOMPOSITIONS) {
    throw pixelDataCorrupt(`has a JPEG 2000 stream of ${layers} layers and ${decompositions} decompositions`);
  }
}

/** Follows the tile-parts (A.4.2) from one to the next. */
function requireTileParts(view: DataView, start: number, tiles: number): void {
  const seen = new Map<number, { parts: number; announced: number }>();
  let offset = start;
  while (offset + 12 <= view.byteLength && word(view, offset) === SOT) {
    const index = view.getUint16(offset + 4);
    const length = view.getUint32(offset + 6);
    const tile = seen.get(index) ?? { parts: 0, announced: 0 };
    seen.set(index, {
      parts: tile.parts + 1,
      announced: Math.max(tile.announced, view.getUint8(offset + 11)),
    });
    if (length === 0) {
      // The last one reaches to the end of the stream, whose marker alone can say that it is whole.
      if (!endsWithEoc(view)) throw pixelDataShort(view.byteLength, view.byteLength + 2);
      offset = view.byteLength;
    } else if (length < 14 || offset + length > view.byteLength) {
      throw pixelDataShort(view.byteLength, offset + Math.max(14, length));
    } else offset += length;
  }
  const whole = [...seen.values()].every(({ parts, announced }) => parts >= announced);
  if (seen.size < tiles || !whole) throw pixelDataShort(seen.size, tiles, 'tiles');
}

/** Behind the end of the codestream a byte may be added to make its length even, and some writers add more. */
function endsWithEoc(view: DataView): boolean {
  let end = view.byteLength;
  while (end > 2 && view.getUint8(end - 1) === 0) end--;
  for (const last of [end, end - 1]) if (word(view, last - 2) === EOC) return true;
  return false;
}

function word(view: DataView, offset: number): number {
  if (offset + 2 > view.byteLength) throw pixelDataShort(view.byteLength, offset + 2);
  return view.getUint16(offset);
}
