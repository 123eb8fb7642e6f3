import { Malformed } from '@ichor/notices';
import { type Bitstream, identifyBitstream } from '../codecs/bitstream.ts';
import { decoderOf } from '../codecs/decoders.ts';
import { corrupt, pixelDataCorrupt, pixelDataShort, unsupportedPixels } from '../errors.ts';
import { DataSet } from '../part10/data-set.ts';
import { itemHeader } from '../part10/element-header.ts';
import { transferSyntax } from '../part10/transfer-syntaxes.ts';
import { encodedFrames } from '../pixels/frames.ts';
import { TAG } from '../tags.ts';
import { cleanJpeg } from './clean-jpeg.ts';
import { cleanJpeg2000 } from './clean-jpeg-2000.ts';
import { cleanRle } from './clean-rle.ts';
import { type Element, type Encoding, joined } from './element-tree.ts';

const [FLOAT_PIXELS, DOUBLE_PIXELS, EXTENDED_OFFSETS, EXTENDED_LENGTHS] = [
  TAG.FloatPixelData,
  TAG.DoubleFloatPixelData,
  TAG.ExtendedOffsetTable,
  TAG.ExtendedOffsetTableLengths,
];

/** What the header says of the pixels, of any image. */
export interface PixelShape {
  readonly rows: number;
  readonly columns: number;
  readonly frames: number;
  readonly samples: number;
  readonly bitsAllocated: number;
  /** Colour at half the width: two samples a pixel on average. */
  readonly halved: boolean;
}

/**
 * The elements of the pixels, with nothing in them but pixels: no bytes behind the last one, no comments or application data in
 * compressed streams, nothing behind a stream's end or between fragments. Each frame becomes one fragment, and an offset table
 * that there was is made anew. What a decoder makes of them is the same, which is tried
 * where there is one.
 *
 * @param elements of the data set, by tag
 * @throws Malformed where they can't be taken apart, so that nobody can say what is in them
 */
export async function cleanPixels(
  elements: ReadonlyMap<number, Element>,
  shape: PixelShape,
  encoding: Encoding,
  transferSyntaxUid: string,
): Promise<ReadonlyMap<number, Element>> {
  const cleaned = new Map<number, Element>();
  const bits = shape.rows * shape.columns * shape.frames * shape.samples;
  for (const [tag, bytes] of [
    [FLOAT_PIXELS, 4],
    [DOUBLE_PIXELS, 8],
  ] as const) {
    const element = elements.get(tag);
    if (element !== undefined)
      cleaned.set(tag, cut(element, shape.rows * shape.columns * shape.frames * bytes));
  }
  const element = elements.get(TAG.PixelData);
  if (element === undefined) return cleaned;
  if (!element.undefinedLength) {
    const all = shape.halved ? (bits / shape.samples) * 2 : bits;
    cleaned.set(TAG.PixelData, cut(element, Math.ceil((all * shape.bitsAllocated) / 8)));
    return cleaned;
  }
  const frames: Uint8Array[] = [];
  for (const frame of framesOf(elements, shape, encoding))
    frames.push(await cleanFrame(frame, shape, transferSyntaxUid));
  return new Map([...cleaned, ...encapsulated(elements, frames, encoding)]);
}

/** Bytes of native pixels as they are needed; one more makes them even. */
function cut(element: Element, needed: number): Element {
  const value = element.value ?? new Uint8Array(0);
  if (needed === 0) throw corrupt('does not say how many pixels it has');
  if (value.length < needed) throw pixelDataShort(value.length, needed);
  return { ...element, value: joined([value.subarray(0, needed), new Uint8Array(needed % 2)]) };
}

/** The frames, told apart as a reader does it. */
function framesOf(
  elements: ReadonlyMap<number, Element>,
  shape: PixelShape,
  encoding: Encoding,
): readonly Uint8Array[] {
  const places = new Map<number, { vr: string; offset: number; length: number; undefinedLength: boolean }>();
  const values: Uint8Array[] = [];
  let offset = 0;
  for (const tag of [TAG.PixelData, EXTENDED_OFFSETS, EXTENDED_LENGTHS]) {
    const { vr, value, undefinedLength } = elements.get(tag) ?? {};
    if (vr === undefined || value === undefined) continue;
    places.set(tag, { vr, offset, length: value.length, undefinedLength: undefinedLength === true });
    values.push(value);
    offset += value.length;
  }
  const dataSet = new DataSet(joined(values), places, encoding);
  // Slopes and signs decide nothing about where a frame begins.
  const description = {
    ...shape,
    bitsStored: shape.bitsAllocated,
    highBit: shape.bitsAllocated - 1,
    signed: false,
    slope: 1,
    intercept: 0,
    rescaled: true,
    lut: undefined,
    padding: undefined,
  };
  return encodedFrames(dataSet, description, true, () => {}).frames;
}

async function cleanFrame(
  frame: Uint8Array,
  shape: PixelShape,
  transferSyntaxUid: string,
): Promise<Uint8Array> {
  const { name, bitstream: promised } = transferSyntax(transferSyntaxUid);
  const found = identifyBitstream(frame) ?? promised;
  const cleaned = cleanedAs(found, frame, shape);
  if (found === undefined || cleaned === undefined)
    throw unsupportedPixels(`has pixels in ${name}, which can't be looked through for text`);
  const { samples, bitsAllocated } = shape;
  // Only what is decoded is known to hold nothing but samples.
  if (samples !== 1 || (bitsAllocated !== 8 && bitsAllocated !== 16) || promised === undefined)
    return cleaned;
  const { cells } = (await decoderOf(found))(cleaned, shape);
  const before = await cellsOf(found, frame, shape);
  if (before !== undefined && !before.every((cell, i) => cell === cells[i]))
    throw pixelDataCorrupt('has pixels that can not be parted from what else is in them');
  return cleaned;
}

/** Undefined where it was what else is in it that kept it from being decoded. */
async function cellsOf(
  bitstream: Bitstream,
  frame: Uint8Array,
  shape: PixelShape,
): Promise<Uint16Array | Uint8Array | undefined> {
  try {
    return (await decoderOf(bitstream))(frame, shape).cells;
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}

function cleanedAs(
  bitstream: Bitstream | undefined,
  frame: Uint8Array,
  { rows, columns, samples, bitsAllocated }: PixelShape,
): Uint8Array | undefined {
  switch (bitstream) {
    case 'jpeg':
    case 'jpeg-lossless':
    case 'jpeg-ls':
      return cleanJpeg(frame);
    case 'jpeg-2000':
    case 'htj2k':
      return cleanJpeg2000(frame);
    case 'rle':
      return cleanRle(frame, rows * columns);
    case 'native': {
      const needed = Math.ceil((rows * columns * samples * bitsAllocated) / 8);
      if (frame.length < needed) throw pixelDataShort(frame.length, needed);
      return frame.subarray(0, needed);
    }
    case undefined:
      return undefined;
  }
}

/** A fragment a frame, behind an offset table of the kind that there was: basic, extended, or an empty one (PS3.5 A.4). */
function encapsulated(
  elements: ReadonlyMap<number, Element>,
  frames: readonly Uint8Array[],
  encoding: Encoding,
): Map<number, Element> {
  const offsets: number[] = [];
  const items: Uint8Array[] = [];
  let offset = 0;
  for (const frame of frames) {
    offsets.push(offset);
    const padding = frame.length % 2;
    items.push(itemHeader(TAG.Item, frame.length + padding, encoding), frame, new Uint8Array(padding));
    offset += 8 + frame.length + padding;
  }
  const element = elements.get(TAG.PixelData) as Element;
  const [extended, lengths] = [elements.get(EXTENDED_OFFSETS), elements.get(EXTENDED_LENGTHS)];
  // Its item comes first: a tag, and a length that isn't 0.
  const hadTable = element.value?.subarray(4, 8).some((byte) => byte !== 0) === true;
  const basic = hadTable && extended === undefined && offset <= 0xffffffff;
  const table = basic ? numbers(offsets, 4, encoding) : new Uint8Array(0);
  const value = joined([
    itemHeader(TAG.Item, table.length, encoding),
    table,
    ...items,
    itemHeader(TAG.SequenceDelimitationItem, 0, encoding),
  ]);
  const rewritten = new Map<number, Element>([[TAG.PixelData, { ...element, value }]]);
  if (extended !== undefined) {
    const sizes = frames.map(({ length }) => length);
    rewritten.set(EXTENDED_OFFSETS, { ...extended, value: numbers(offsets, 8, encoding) });
    rewritten.set(EXTENDED_LENGTHS, {
      ...(lengths ?? { ...extended, tag: EXTENDED_LENGTHS }),
      value: numbers(sizes, 8, encoding),
    });
  }
  return rewritten;
}

function numbers(values: readonly number[], bytes: 4 | 8, { littleEndian }: Encoding): Uint8Array {
  const out = new Uint8Array(values.length * bytes);
  const view = new DataView(out.buffer);
  for (const [i, value] of values.entries()) {
    if (bytes === 4) view.setUint32(4 * i, value, littleEndian);
    else view.setBigUint64(8 * i, BigInt(value), littleEndian);
  }
  return out;
}
