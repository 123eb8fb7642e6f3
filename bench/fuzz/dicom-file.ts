import { deflateRawSync } from 'node:zlib';
import { TAG } from '@ichor/dicom';

/** Own writing of DICOM, illegal where asked for: the product's writer makes nothing that is wrong. */
export interface Encoding {
  readonly explicit: boolean;
  readonly littleEndian: boolean;
}

export interface FuzzElement {
  readonly tag: number;
  readonly vr: string;
  /** Bytes in little endian, the items of a sequence, or the fragments of compressed pixels. */
  readonly value: Uint8Array | Items | Fragments;
  /** A length that is written in place of the true one. */
  readonly length?: number;
}

export interface Items {
  readonly items: readonly (readonly FuzzElement[])[];
  readonly undefinedLength: boolean;
}

export interface Fragments {
  readonly offsets: readonly number[];
  readonly fragments: readonly Uint8Array[];
}

export interface DicomFile {
  readonly form: 'part-10' | 'no-preamble' | 'bare';
  readonly transferSyntaxUid: string;
  readonly encoding: Encoding;
  readonly deflated: boolean;
  readonly elements: readonly FuzzElement[];
}

/** Where an element lies in the bytes; those within sequences too. */
export interface Span {
  readonly tag: number;
  readonly start: number;
  readonly value: number;
  readonly end: number;
}

const META: Encoding = { explicit: true, littleEndian: true };
const LONG = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV']);
const WORD_BYTES: Readonly<Record<string, number>> = {
  US: 2,
  SS: 2,
  OW: 2,
  AT: 2,
  UL: 4,
  SL: 4,
  FL: 4,
  FD: 8,
};

export const isItems = (value: FuzzElement['value']): value is Items => 'items' in value;
export const isFragments = (value: FuzzElement['value']): value is Fragments => 'fragments' in value;
export const isBytes = (value: FuzzElement['value']): value is Uint8Array => value instanceof Uint8Array;

/** The file as bytes, and where its elements lie in them; no spans in a deflated one. */
export function encodeFile(file: DicomFile): { bytes: Uint8Array; spans: readonly Span[] } {
  const writer = new Writer();
  if (file.form === 'part-10') {
    writer.push(new Uint8Array(128));
    writer.push(latin1('DICM'));
  }
  if (file.form !== 'bare') {
    const meta = new Writer();
    meta.element({ tag: TAG.TransferSyntaxUID, vr: 'UI', value: text(file.transferSyntaxUid, '\0') }, META);
    writer.element(
      { tag: TAG.FileMetaInformationGroupLength, vr: 'UL', value: numbers(4, [meta.length]) },
      META,
    );
    writer.push(meta.joined());
  }
  const spansFrom = writer.spans.length;
  if (file.deflated) {
    const body = new Writer();
    for (const element of file.elements) body.element(element, file.encoding);
    const packed = deflateRawSync(body.joined());
    writer.push(new Uint8Array(packed));
    if (packed.length % 2 === 1) writer.push(new Uint8Array(1));
    return { bytes: writer.joined(), spans: [] };
  }
  for (const element of file.elements) writer.element(element, file.encoding);
  return { bytes: writer.joined(), spans: writer.spans.slice(spansFrom) };
}

class Writer {
  readonly spans: Span[] = [];
  readonly #parts: Uint8Array[] = [];
  length = 0;

  push(bytes: Uint8Array): void {
    this.#parts.push(bytes);
    this.length += bytes.length;
  }

  joined(): Uint8Array {
    const out = new Uint8Array(this.length);
    let offset = 0;
    for (const part of this.#parts) {
      out.set(part, offset);
      offset += part.length;
    }
    return out;
  }

  element({ tag, vr, value, length }: FuzzElement, encoding: Encoding): void {
    const start = this.length;
    const body = new Writer();
    let natural: number;
    if (isFragments(value)) {
      body.#tagAndLength(TAG.Item, 4 * value.offsets.length, encoding);
      body.push(swapped(numbers(4, value.offsets), 4, encoding));
      for (const fragment of value.fragments) {
        body.#tagAndLength(TAG.Item, fragment.length, encoding);
        body.push(fragment);
      }
      body.#tagAndLength(TAG.SequenceDelimitationItem, 0, encoding);
      natural = 0xffffffff;
    } else if (isItems(value)) {
      for (const item of value.items) {
        const inside = new Writer();
        for (const element of item) inside.element(element, encoding);
        body.#tagAndLength(TAG.Item, value.undefinedLength ? 0xffffffff : inside.length, encoding);
        for (const span of inside.spans) body.spans.push(moved(span, body.length));
        body.push(inside.joined());
        if (value.undefinedLength) body.#tagAndLength(TAG.ItemDelimitationItem, 0, encoding);
      }
      if (value.undefinedLength) body.#tagAndLength(TAG.SequenceDelimitationItem, 0, encoding);
      natural = value.undefinedLength ? 0xffffffff : body.length;
    } else {
      body.push(swapped(value, WORD_BYTES[vr] ?? 1, encoding));
      natural = value.length;
    }
    this.#header(tag, vr, length ?? natural, encoding);
    const at = this.length;
    for (const span of body.spans) this.spans.push(moved(span, at));
    this.push(body.joined());
    this.spans.push({ tag, start, value: at, end: this.length });
  }

  #header(tag: number, vr: string, length: number, encoding: Encoding): void {
    if (!encoding.explicit) {
      this.#tagAndLength(tag, length, encoding);
      return;
    }
    const long = LONG.has(vr);
    const header = new Uint8Array(long ? 12 : 8);
    const view = new DataView(header.buffer);
    view.setUint16(0, tag >>> 16, encoding.littleEndian);
    view.setUint16(2, tag & 0xffff, encoding.littleEndian);
    header.set(latin1(vr), 4);
    if (long) view.setUint32(8, length, encoding.littleEndian);
    else view.setUint16(6, length & 0xffff, encoding.littleEndian);
    this.push(header);
  }

  #tagAndLength(tag: number, length: number, { littleEndian }: Encoding): void {
    const header = new Uint8Array(8);
    const view = new DataView(header.buffer);
    view.setUint16(0, tag >>> 16, littleEndian);
    view.setUint16(2, tag & 0xffff, littleEndian);
    view.setUint32(4, length, littleEndian);
    this.push(header);
  }
}

const moved = ({ tag, start, value, end }: Span, by: number): Span => ({
  tag,
  start: start + by,
  value: value + by,
  end: end + by,
});

function swapped(bytes: Uint8Array, width: number, { littleEndian }: Encoding): Uint8Array {
  if (littleEndian || width === 1) return bytes;
  const out = bytes.slice();
  for (let i = 0; i + width <= out.length; i += width) out.subarray(i, i + width).reverse();
  return out;
}

export const latin1 = (of: string): Uint8Array => Uint8Array.from(of, (letter) => letter.charCodeAt(0) & 255);

/** A text of even length. */
export const text = (of: string, pad = ' '): Uint8Array => latin1(of.length % 2 === 0 ? of : of + pad);

/** Little-endian numbers of 2, 4 or 8 bytes. */
export function numbers(bytesEach: 2 | 4 | 8, values: readonly number[]): Uint8Array {
  const out = new Uint8Array(bytesEach * values.length);
  const view = new DataView(out.buffer);
  for (const [i, value] of values.entries()) {
    if (bytesEach === 2) view.setUint16(2 * i, value & 0xffff, true);
    else if (bytesEach === 4) view.setUint32(4 * i, value >>> 0, true);
    else view.setBigUint64(8 * i, BigInt(value), true);
  }
  return out;
}

export const find = (file: DicomFile, tag: number): FuzzElement | undefined =>
  file.elements.find((element) => element.tag === tag);

/** The file with an element changed, or with it put where it belongs. */
export function withElement(file: DicomFile, element: FuzzElement): DicomFile {
  const others = file.elements.filter(({ tag }) => tag !== element.tag);
  return { ...file, elements: [...others, element].sort((a, b) => a.tag - b.tag) };
}

export const withoutElement = (file: DicomFile, tag: number): DicomFile => ({
  ...file,
  elements: file.elements.filter((element) => element.tag !== tag),
});

export const withText = (file: DicomFile, tag: number, vr: string, value: string): DicomFile =>
  withElement(file, { tag, vr, value: text(value) });

export const withNumber = (file: DicomFile, tag: number, value: number): DicomFile =>
  withElement(file, { tag, vr: 'US', value: numbers(2, [value]) });
