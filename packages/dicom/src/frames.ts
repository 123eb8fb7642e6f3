import { type Bitstream, identifyBitstream } from './codecs/bitstream.ts';
import type { DataSet } from './data-set.ts';
import { ITEM, PIXEL_DATA, uncounted } from './element-parser.ts';
import { noPixelData, pixelDataCorrupt, pixelDataShort, unsupportedPixels } from './errors.ts';
import type { PixelDescription } from './pixel-description.ts';

type Complain = (code: string, message: string) => void;

const EXTENDED_OFFSETS = 0x7fe00001;
const EXTENDED_LENGTHS = 0x7fe00002;
const OTHER_PIXELS = [0x7fe00008, 0x7fe00009];

/** The pixels of a file, cut into frames. */
export interface EncodedFrames {
  readonly frames: readonly Uint8Array[];
  /** What all of them are written as where that is known without looking into them. */
  readonly bitstream: Bitstream | undefined;
}

/**
 * Cuts the pixels into as many frames as the header says.
 *
 * @param encapsulated what the transfer syntax says; where the pixels are not so, they are taken as they are.
 * @throws Malformed 'no-pixel-data', 'pixel-data-short', 'pixel-data-corrupt', 'unsupported-pixels'
 */
export function encodedFrames(
  dataSet: DataSet,
  description: PixelDescription,
  encapsulated: boolean,
  complain: Complain,
): EncodedFrames {
  const element = dataSet.elements.get(PIXEL_DATA);
  const bytes = dataSet.value(PIXEL_DATA);
  if (element === undefined || bytes === undefined || bytes.length === 0) {
    if (OTHER_PIXELS.some((tag) => dataSet.has(tag)))
      throw unsupportedPixels('holds its pixels as floating-point numbers, which are not read');
    throw noPixelData();
  }
  if (element.undefinedLength) {
    if (!encapsulated) {
      complain(
        'bitstream-mismatch',
        'The transfer syntax says that the pixels are uncompressed, but they are cut into fragments, and were read so.',
      );
    }
    return { frames: encapsulatedFrames(dataSet, bytes, description, complain), bitstream: undefined };
  }
  if (encapsulated) {
    if (bytes.length < frameBytes(description) * description.frames) {
      throw pixelDataCorrupt('names a compressed transfer syntax, but its pixels are not cut into fragments');
    }
    complain(
      'bitstream-mismatch',
      'The transfer syntax says that the pixels are compressed, but they are as many bytes as uncompressed ones, and were read so.',
    );
  }
  const native = swapped(bytes, element.vr, dataSet, description);
  return { frames: nativeFrames(native, description, complain), bitstream: 'native' };
}

const frameBytes = ({ rows, columns, bitsAllocated }: PixelDescription): number =>
  rows * columns * (bitsAllocated / 8);

/** In big endian, words are swapped, and bytes too where they are written as words (PS3.5 8.1.1 and 7.3). */
function swapped(
  bytes: Uint8Array,
  vr: string,
  { encoding }: DataSet,
  { bitsAllocated }: PixelDescription,
): Uint8Array {
  if (encoding.littleEndian || (bitsAllocated === 8 && vr !== 'OW')) return bytes;
  const out = new Uint8Array(bytes.length);
  for (let i = 0; i + 1 < bytes.length; i += 2) {
    out[i] = bytes[i + 1] as number;
    out[i + 1] = bytes[i] as number;
  }
  return out;
}

function nativeFrames(bytes: Uint8Array, description: PixelDescription, complain: Complain): Uint8Array[] {
  const size = frameBytes(description);
  const { frames } = description;
  if (bytes.length < size * frames) throw pixelDataShort(bytes.length, size * frames);
  // One byte more makes the length even.
  if (bytes.length > size * frames + 1) {
    complain(
      'pixel-data-long',
      'There are more bytes of pixels than the image needs; the rest was left out.',
    );
  }
  return Array.from({ length: frames }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
}

interface Fragment {
  /** Counted from the first byte behind the basic offset table's item (PS3.5 A.4). */
  readonly offset: number;
  readonly bytes: Uint8Array;
}

function encapsulatedFrames(
  dataSet: DataSet,
  bytes: Uint8Array,
  { frames: count }: PixelDescription,
  complain: Complain,
): Uint8Array[] {
  const { basicOffsets, fragments, longer } = fragmentsOf(bytes, dataSet.encoding.littleEndian);
  if (fragments.length === 0) throw noPixelData();
  if (longer) {
    complain(
      'fragment-longer',
      'A fragment of the pixels has an odd length, which is illegal, and a byte more than that; the byte was left out.',
    );
  }
  const groups =
    byTables(dataSet, basicOffsets, fragments, count, complain) ?? byLooks(fragments, count, complain);
  return groups.map((group) => {
    const [first] = group;
    if (first === undefined) throw noPixelData('holds a frame without any bytes');
    if (group.length === 1) return first.bytes;
    if (identifyBitstream(first.bytes) === 'rle') {
      complain(
        'fragments-joined',
        'The RLE frame is split into fragments, which is illegal (PS3.5 A.4.2); they were joined.',
      );
    }
    return joined(group.map((fragment) => fragment.bytes));
  });
}

/** The items: the first is the basic offset table, empty or not. The parser has been here, and all lie whole within. */
function fragmentsOf(
  bytes: Uint8Array,
  little: boolean,
): { basicOffsets: readonly number[]; fragments: readonly Fragment[]; longer: boolean } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fragments: Fragment[] = [];
  const basicOffsets: number[] = [];
  let base: number | undefined;
  let length = 0;
  let longer = false;
  for (let offset = 0; offset + 8 <= bytes.length; ) {
    const more = uncounted(view, offset, length, little);
    longer ||= more > 0;
    offset += more;
    const tag = ((view.getUint16(offset, little) << 16) | view.getUint16(offset + 2, little)) >>> 0;
    if (tag !== ITEM) break;
    length = view.getUint32(offset + 4, little);
    const value = bytes.subarray(offset + 8, offset + 8 + length);
    if (base === undefined) {
      for (let i = 0; i + 4 <= length; i += 4) basicOffsets.push(view.getUint32(offset + 8 + i, little));
      base = offset + 8 + length;
    } else fragments.push({ offset: offset - base, bytes: value });
    offset += 8 + length;
  }
  return { basicOffsets, fragments, longer };
}

/** By the extended or basic offset table; undefined where there is none, or none that fits. */
function byTables(
  dataSet: DataSet,
  basicOffsets: readonly number[],
  fragments: readonly Fragment[],
  count: number,
  complain: Complain,
): (readonly Fragment[])[] | undefined {
  const extended = extendedTable(dataSet, EXTENDED_OFFSETS);
  const offsets = extended.length > 0 ? extended : basicOffsets;
  if (offsets.length === 0) return undefined;
  const lengths = extended.length > 0 ? extendedTable(dataSet, EXTENDED_LENGTHS) : [];
  const indexOf = new Map(fragments.map(({ offset }, i) => [offset, i]));
  const starts = offsets.map((offset) => indexOf.get(offset) ?? -1);
  const rising = starts.every((start, i) => (i === 0 ? start === 0 : start > (starts[i - 1] as number)));
  if (offsets.length !== count || !rising) {
    complain(
      'offset-table-wrong',
      'The offset table does not fit the fragments of the pixels; they were told apart by what they hold.',
    );
    return undefined;
  }
  return starts.map((start, i) => {
    const group = fragments.slice(start, starts[i + 1]);
    const [only] = group;
    const length = lengths[i];
    // The extended table gives a frame's length without the byte that makes it even (PS3.3 C.7.6.3.1.8).
    if (only === undefined || group.length > 1 || length === undefined || length > only.bytes.length)
      return group;
    return [{ offset: only.offset, bytes: only.bytes.subarray(0, length) }];
  });
}

/** 64-bit numbers; those that no file reaches become Infinity, which fits no fragment. */
function extendedTable(dataSet: DataSet, tag: number): number[] {
  const value = dataSet.value(tag);
  if (value === undefined) return [];
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
  return Array.from({ length: Math.floor(value.length / 8) }, (_, i) =>
    Number(view.getBigUint64(8 * i, dataSet.encoding.littleEndian)),
  );
}

/** Without a table: all fragments are the one frame's, or each is a frame, or those that begin like one start one. */
function byLooks(fragments: readonly Fragment[], count: number, complain: Complain): (readonly Fragment[])[] {
  const begins = fragments.map(({ bytes }) => identifyBitstream(bytes) !== undefined);
  const starts = begins.flatMap((begin, i) => (begin || i === 0 ? [i] : []));
  if (fragments.length === count) return fragments.map((fragment) => [fragment]);
  if (starts.length > count) {
    complain(
      'pixel-data-long',
      'There are more frames of pixels than the header says; the rest was left out.',
    );
  } else if (starts.length < count) {
    if (fragments.length < count) throw pixelDataShort(fragments.length, count, 'frames');
    throw pixelDataCorrupt(
      `has ${fragments.length} fragments for ${count} frames, and nothing that says which belong together`,
    );
  }
  return starts.slice(0, count).map((start, i) => fragments.slice(start, starts[i + 1]));
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
