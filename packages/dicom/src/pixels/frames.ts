import { Malformed } from '@ichor/notices';
import { type Bitstream, identifyBitstream } from '../codecs/bitstream.ts';
import type { Complain } from '../complaint.ts';
import { noPixelData, pixelDataCorrupt, pixelDataShort, truncated, unsupportedPixels } from '../errors.ts';
import type { PixelDescription } from '../header/pixel-description.ts';
import type { DataSet, PixelsEnd } from '../part10/data-set.ts';
import { uncounted } from '../part10/element-parser.ts';
import { TAG } from '../tags.ts';

const OTHER_PIXELS = [TAG.FloatPixelData, TAG.DoubleFloatPixelData];

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
 * @param bigEndianPixels whether uncompressed pixels are in big endian whatever the header is in
 * @throws Malformed 'no-pixel-data', 'pixel-data-short', 'pixel-data-corrupt', 'unsupported-pixels'
 */
export function encodedFrames(
  dataSet: DataSet,
  description: PixelDescription,
  encapsulated: boolean,
  complain: Complain,
  bigEndianPixels = false,
): EncodedFrames {
  const element = dataSet.elements.get(TAG.PixelData);
  const bytes = dataSet.value(TAG.PixelData);
  if (element === undefined || bytes === undefined || bytes.length === 0) {
    if (OTHER_PIXELS.some((tag) => dataSet.has(tag)))
      throw unsupportedPixels('holds its pixels as floating-point numbers, which are not read');
    if (element?.ends?.as === 'cut')
      throw truncated(`ends in its pixels, with 0 of ${element.ends.said} bytes`);
    throw noPixelData();
  }
  const { ends } = element;
  const isFragments = element.undefinedLength || areFragments(bytes, dataSet.encoding.littleEndian);
  if (isFragments) {
    if (!encapsulated) {
      complain('bitstream-mismatch', { said: 'uncompressed', found: 'cut into fragments' });
    }
    if (!element.undefinedLength) {
      complain('pixels-end-unmarked', { end: 'with-length' });
    }
    const frames = wholeFrames(ends?.as, () => encapsulatedFrames(dataSet, bytes, description, complain));
    if (ends !== undefined) complain('pixels-end-unmarked', { end: ends.as });
    return { frames, bitstream: undefined };
  }
  const needed = frameBytes(description) * description.frames;
  const isNative = bytes.length === needed || bytes.length === needed + 1;
  if (ends?.as === 'cut' && bytes.length < needed)
    throw truncated(`ends in its pixels, with ${bytes.length} of ${ends.said} bytes`);
  if (encapsulated) {
    if (!isNative && description.frames === 1 && hasItsEnd(bytes)) {
      complain('pixels-end-unmarked', { end: 'no-fragments' });
      return { frames: [bytes], bitstream: undefined };
    }
    if (!isNative && (bytes.length < needed || identifyBitstream(bytes) !== undefined)) {
      throw pixelDataCorrupt('names a compressed transfer syntax, but its pixels are not cut into fragments');
    }
    complain('bitstream-mismatch', { said: 'compressed', found: 'as many bytes as uncompressed ones' });
  }
  if (ends?.as === 'unsaid' && !isNative)
    throw pixelDataCorrupt(
      `has pixels that don't say where they end, and are not the ${needed} bytes of the image`,
    );
  if (ends !== undefined) complain('pixels-end-unmarked', { end: ends.as });
  const native = swapped(bytes, element.vr, bigEndianPixels || !dataSet.encoding.littleEndian, description);
  return { frames: nativeFrames(native, description, complain), bitstream: 'native' };
}

/** Frames whose file doesn't say that all of them are there: then each must have its own end. */
function wholeFrames(ends: PixelsEnd['as'] | undefined, cut: () => Uint8Array[]): Uint8Array[] {
  if (ends === undefined) return cut();
  const incomplete = truncated('ends in its compressed pixels');
  let frames: Uint8Array[];
  try {
    frames = cut();
  } catch (error) {
    throw error instanceof Malformed ? incomplete : error;
  }
  // RLE has no mark, but an item that is there with all its bytes: its decoder counts the pixels.
  const areWhole = frames.every(
    (frame) => hasItsEnd(frame) || (ends !== 'cut' && identifyBitstream(frame) === 'rle'),
  );
  if (!areWhole) throw incomplete;
  return frames;
}

const END_OF_IMAGE = 0xd9;

/** Whether a compressed stream ends with the mark of its end (EOI, EOC), and what makes its length even. */
function hasItsEnd(bytes: Uint8Array): boolean {
  const kind = identifyBitstream(bytes);
  if (kind === undefined || kind === 'rle') return false;
  let end = bytes.length;
  while (end > 2 && bytes[end - 1] === 0) end--;
  return bytes[end - 1] === END_OF_IMAGE && bytes[end - 2] === 0xff;
}

/** Whether a value is nothing but items, as fragments are. */
function areFragments(bytes: Uint8Array, little: boolean): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let offset = 0;
  let items = 0;
  while (offset + 8 <= bytes.length) {
    const tag = ((view.getUint16(offset, little) << 16) | view.getUint16(offset + 2, little)) >>> 0;
    if (tag === TAG.SequenceDelimitationItem) return items > 1;
    if (tag !== TAG.Item) return false;
    offset += 8 + view.getUint32(offset + 4, little);
    items++;
  }
  return items > 1 && offset === bytes.length;
}

const frameBytes = ({ rows, columns, bitsAllocated }: PixelDescription): number =>
  rows * columns * (bitsAllocated / 8);

/** In big endian, words are swapped, and bytes too where they are written as words (PS3.5 8.1.1 and 7.3). */
function swapped(
  bytes: Uint8Array,
  vr: string,
  turned: boolean,
  { bitsAllocated }: PixelDescription,
): Uint8Array {
  if (!turned || (bitsAllocated === 8 && vr !== 'OW')) return bytes;
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
    complain('pixel-data-long', { more: 'bytes' });
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
  const { basicOffsets, fragments, longer, tableMissing } = fragmentsOf(
    bytes,
    dataSet.encoding.littleEndian,
    count + 1,
  );
  if (fragments.length === 0) throw noPixelData();
  if (tableMissing) {
    complain('offset-table-wrong', { table: 'missing' });
  }
  if (longer) {
    complain('fragment-longer', {});
  }
  const groups =
    byTables(dataSet, basicOffsets, fragments, count, complain) ?? byLooks(fragments, count, complain);
  return groups.map((group) => {
    const [first] = group;
    if (first === undefined) throw noPixelData('holds a frame without any bytes');
    if (group.length === 1) return first.bytes;
    if (identifyBitstream(first.bytes) === 'rle') {
      complain('fragments-joined', {});
    }
    return joined(group.map((fragment) => fragment.bytes));
  });
}

/**
 * The items: the first is the basic offset table, empty or not. The parser has been here, and all lie whole within.
 *
 * @param mostOffsets one more than there are frames: a table that is longer fits none of them, however long it is
 */
function fragmentsOf(
  bytes: Uint8Array,
  little: boolean,
  mostOffsets: number,
): {
  basicOffsets: readonly number[];
  fragments: readonly Fragment[];
  longer: boolean;
  tableMissing: boolean;
} {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fragments: Fragment[] = [];
  const basicOffsets: number[] = [];
  let base: number | undefined;
  let length = 0;
  let longer = false;
  let tableMissing = false;
  for (let offset = 0; offset + 8 <= bytes.length; ) {
    const more = uncounted(view, offset, length, little);
    longer ||= more > 0;
    offset += more;
    const tag = ((view.getUint16(offset, little) << 16) | view.getUint16(offset + 2, little)) >>> 0;
    if (tag !== TAG.Item) break;
    length = view.getUint32(offset + 4, little);
    const value = bytes.subarray(offset + 8, offset + 8 + length);
    if (base === undefined && identifyBitstream(value) !== undefined) {
      tableMissing = true;
      base = offset;
    }
    if (base === undefined) {
      for (let i = 0; i + 4 <= value.length && basicOffsets.length < mostOffsets; i += 4)
        basicOffsets.push(view.getUint32(offset + 8 + i, little));
      base = offset + 8 + length;
    } else fragments.push({ offset: offset - base, bytes: value });
    offset += 8 + length;
  }
  return { basicOffsets, fragments, longer, tableMissing };
}

/** By the extended or basic offset table; undefined where there is none, or none that fits. */
function byTables(
  dataSet: DataSet,
  basicOffsets: readonly number[],
  fragments: readonly Fragment[],
  count: number,
  complain: Complain,
): (readonly Fragment[])[] | undefined {
  const extended = extendedTable(dataSet, TAG.ExtendedOffsetTable, count + 1);
  const offsets = extended.length > 0 ? extended : basicOffsets;
  if (offsets.length === 0) return undefined;
  const lengths = extended.length > 0 ? extendedTable(dataSet, TAG.ExtendedOffsetTableLengths, count) : [];
  const indexOf = new Map(fragments.map(({ offset }, i) => [offset, i]));
  const starts = offsets.map((offset) => indexOf.get(offset) ?? -1);
  const rising = starts.every((start, i) => (i === 0 ? start === 0 : start > (starts[i - 1] as number)));
  if (offsets.length !== count || !rising) {
    complain('offset-table-wrong', { table: 'wrong' });
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
function extendedTable(dataSet: DataSet, tag: number, most: number): number[] {
  const value = dataSet.value(tag);
  if (value === undefined) return [];
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
  return Array.from({ length: Math.min(most, Math.floor(value.length / 8)) }, (_, i) =>
    Number(view.getBigUint64(8 * i, dataSet.encoding.littleEndian)),
  );
}

/** Without a table: all fragments are the one frame's, or each is a frame, or those that begin like one start one. */
function byLooks(fragments: readonly Fragment[], count: number, complain: Complain): (readonly Fragment[])[] {
  const begins = fragments.map(({ bytes }) => identifyBitstream(bytes) !== undefined);
  const starts = begins.flatMap((begin, i) => (begin || i === 0 ? [i] : []));
  if (fragments.length === count) return fragments.map((fragment) => [fragment]);
  if (starts.length > count) {
    complain('pixel-data-long', { more: 'frames' });
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
