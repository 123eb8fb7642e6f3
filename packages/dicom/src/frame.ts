import type { DataSet } from './data-set.ts';
import { Malformed, pixelDataCorrupt } from './errors.ts';

const PIXEL_DATA = 0x7fe00010;

/** The bytes of the one encoded frame of an image, and in how many fragments it lay (0 where it isn't encapsulated). */
export interface Frame {
  readonly bytes: Uint8Array;
  readonly fragments: number;
}

/**
 * Finds the frame of a single-frame image. Encapsulated pixels (PS3.5 A.4): the first item is the basic offset
 * table, empty or not; all other items belong to the one frame and are joined.
 *
 * @throws Malformed 'no-pixel-data', 'pixel-data-corrupt'.
 */
export function frame(dataSet: DataSet, encapsulated: boolean): Frame {
  const element = dataSet.elements.get(PIXEL_DATA);
  if (element === undefined || element.length === 0) {
    throw new Malformed(
      'no-pixel-data',
      'holds no pixels',
      'Ask for the whole image to be sent, not its header alone.',
    );
  }
  const bytes = dataSet.bytes.subarray(element.offset, element.offset + element.length);
  if (element.undefinedLength !== encapsulated) {
    throw pixelDataCorrupt(
      encapsulated
        ? 'names a compressed transfer syntax, but its pixels are not cut into fragments'
        : 'names an uncompressed transfer syntax, but its pixels are cut into fragments',
    );
  }
  if (!encapsulated) return { bytes, fragments: 0 };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const items: Uint8Array[] = [];
  // The parser has been here: every item lies whole within the element, and the delimiter's 8 bytes end it.
  for (let offset = 0; offset < bytes.length - 8; ) {
    const length = view.getUint32(offset + 4, true);
    items.push(bytes.subarray(offset + 8, offset + 8 + length));
    offset += 8 + length;
  }
  const fragments = items.slice(1);
  const [first] = fragments;
  if (first === undefined) {
    throw new Malformed(
      'no-pixel-data',
      'holds no pixels',
      'Ask for the whole image to be sent, not its header alone.',
    );
  }
  return { bytes: fragments.length === 1 ? first : joined(fragments), fragments: fragments.length };
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    out.set(part, offset);
    offset += part.length;
  }
  return out;
}
