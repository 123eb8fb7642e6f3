import { Malformed } from '@ichor/notices';
import { corrupt, truncated } from '../errors.ts';
import { elementHeader, itemHeader, LONG_VRS } from '../part10/element-header.ts';
import { uncounted } from '../part10/element-parser.ts';
import { TAG } from '../tags.ts';

/** How elements are written (PS3.5 section 7). */
export interface Encoding {
  readonly explicit: boolean;
  readonly littleEndian: boolean;
}

/** A data element with all that is needed to write it as it was. */
export interface Element {
  readonly tag: number;
  /** Two letters; '' in implicit VR. */
  readonly vr: string;
  readonly undefinedLength: boolean;
  /** The bytes of the value, and the delimiter where pixels are encapsulated; absent in a sequence. */
  readonly value?: Uint8Array;
  /** The items of a sequence; absent in anything else. */
  readonly items?: readonly Item[];
  /** How the elements within the items are written: not as those around them in a UN (PS3.5 section 6.2.2). */
  readonly itemEncoding?: Encoding;
}

export interface Item {
  readonly undefinedLength: boolean;
  readonly elements: readonly Element[];
}

const UNDEFINED_LENGTH = 0xffffffff;
const DEEPEST = 32;
const IMPLICIT: Encoding = { explicit: false, littleEndian: true };

/** Whether an attribute is a sequence, asked where the file itself doesn't say (implicit VR, and UN). */
export type IsSequence = (tag: number) => boolean;

/** What was read, and where it ended. */
export interface ReadElements {
  readonly elements: readonly Element[];
  readonly end: number;
  /** Bytes behind the pixels that are no elements. */
  readonly leftOver: number;
}

/**
 * Reads elements from `start` to the end of the bytes, or to the first tag that isn't wanted, and every sequence into its
 * items. Values are views of the bytes. What can't be read behind the pixels is left over; anywhere else it is an error.
 *
 * @throws Malformed 'dicom-truncated', 'dicom-corrupt'
 */
export function readElements(
  bytes: Uint8Array,
  start: number,
  encoding: Encoding,
  isSequence: IsSequence,
  wanted: (tag: number) => boolean = () => true,
): ReadElements {
  const reader = new Reader(bytes, isSequence);
  const elements: Element[] = [];
  let offset = start;
  while (offset < bytes.length) {
    let read: ReturnType<Reader['element']>;
    try {
      if (!wanted(reader.tag(offset, encoding))) break;
      read = reader.element(offset, bytes.length, encoding, 0);
    } catch (error) {
      if (error instanceof Malformed && elements.some(({ tag }) => tag === TAG.PixelData)) break;
      throw error;
    }
    elements.push(read.element);
    offset = read.end;
  }
  return { elements, end: offset, leftOver: bytes.length - offset };
}

class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #isSequence: IsSequence;

  constructor(bytes: Uint8Array, isSequence: IsSequence) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#isSequence = isSequence;
  }

  tag(offset: number, { littleEndian }: Encoding): number {
    if (offset + 4 > this.#bytes.length) throw truncated('ends in the middle of an element');
    const group = this.#view.getUint16(offset, littleEndian);
    return ((group << 16) | this.#view.getUint16(offset + 2, littleEndian)) >>> 0;
  }

  element(
    start: number,
    end: number,
    encoding: Encoding,
    depth: number,
  ): { readonly element: Element; readonly end: number } {
    if (depth > DEEPEST) throw corrupt(`nests sequences deeper than ${DEEPEST}`);
    const tag = this.tag(start, encoding);
    const { vr, length, offset } = this.#header(start, end, encoding);
    const undefinedLength = length === UNDEFINED_LENGTH;
    if (!undefinedLength && offset + length > end) throw truncated('ends in the value of an element');
    if (undefinedLength && (tag === TAG.PixelData || vr === 'OB' || vr === 'OW')) {
      const after = this.#afterFragments(offset, end, encoding);
      return {
        element: { tag, vr, undefinedLength, value: this.#bytes.subarray(offset, after) },
        end: after,
      };
    }
    if (!this.#holdsItems(tag, vr, undefinedLength, offset, length, encoding)) {
      const value = this.#bytes.subarray(offset, offset + length);
      return { element: { tag, vr, undefinedLength, value }, end: offset + length };
    }
    const itemEncoding = vr === 'UN' ? IMPLICIT : encoding;
    const read = this.#items(offset, undefinedLength ? undefined : offset + length, end, itemEncoding, depth);
    return { element: { tag, vr, undefinedLength, items: read.items, itemEncoding }, end: read.end };
  }

  #holdsItems(
    tag: number,
    vr: string,
    undefinedLength: boolean,
    offset: number,
    length: number,
    { littleEndian }: Encoding,
  ): boolean {
    if (undefinedLength || vr === 'SQ') return true;
    // A private sequence is removed whole, so that nobody need know it for one.
    if ((vr === '' || vr === 'UN') && this.#isSequence(tag)) {
      return length === 0 || this.tag(offset, { explicit: false, littleEndian }) === TAG.Item;
    }
    return false;
  }

  #header(
    start: number,
    end: number,
    { explicit, littleEndian }: Encoding,
  ): { readonly vr: string; readonly length: number; readonly offset: number } {
    if (start + 8 > end) throw truncated('ends in the middle of an element');
    if (!explicit)
      return { vr: '', length: this.#view.getUint32(start + 4, littleEndian), offset: start + 8 };
    const vr = String.fromCharCode(this.#bytes[start + 4]!, this.#bytes[start + 5]!);
    if (!/^[A-Z]{2}$/.test(vr)) throw corrupt('has an element without a legal VR');
    if (!LONG_VRS.has(vr))
      return { vr, length: this.#view.getUint16(start + 6, littleEndian), offset: start + 8 };
    if (start + 12 > end) throw truncated('ends in the middle of an element');
    return { vr, length: this.#view.getUint32(start + 8, littleEndian), offset: start + 12 };
  }

  #items(
    start: number,
    knownEnd: number | undefined,
    limit: number,
    encoding: Encoding,
    depth: number,
  ): { readonly items: readonly Item[]; readonly end: number } {
    const items: Item[] = [];
    let offset = start;
    while (offset < (knownEnd ?? limit)) {
      if (offset + 8 > limit) throw truncated('ends in a sequence');
      const tag = this.tag(offset, encoding);
      const length = this.#view.getUint32(offset + 4, encoding.littleEndian);
      offset += 8;
      if (tag === TAG.SequenceDelimitationItem && knownEnd === undefined) return { items, end: offset };
      if (tag !== TAG.Item) throw corrupt('has something else where an item of a sequence should begin');
      const itemEnd = length === UNDEFINED_LENGTH ? undefined : offset + length;
      if ((itemEnd ?? 0) > (knownEnd ?? limit)) throw truncated('ends in an item of a sequence');
      const read = this.#itemElements(offset, itemEnd, knownEnd ?? limit, encoding, depth);
      items.push({ undefinedLength: itemEnd === undefined, elements: read.elements });
      offset = read.end;
    }
    if (knownEnd === undefined) throw truncated('ends in a sequence');
    return { items, end: offset };
  }

  #itemElements(
    start: number,
    knownEnd: number | undefined,
    limit: number,
    encoding: Encoding,
    depth: number,
  ): { readonly elements: readonly Element[]; readonly end: number } {
    const elements: Element[] = [];
    let offset = start;
    while (offset < (knownEnd ?? limit)) {
      if (knownEnd === undefined && this.tag(offset, encoding) === TAG.ItemDelimitationItem)
        return { elements, end: offset + 8 };
      const read = this.element(offset, knownEnd ?? limit, encoding, depth + 1);
      elements.push(read.element);
      offset = read.end;
    }
    if (knownEnd === undefined) throw truncated('ends in an item of a sequence');
    return { elements, end: offset };
  }

  #afterFragments(start: number, end: number, encoding: Encoding): number {
    let offset = start;
    let length = 0;
    while (offset + 8 <= end) {
      offset += uncounted(this.#view, offset, length, encoding.littleEndian);
      const tag = this.tag(offset, encoding);
      length = this.#view.getUint32(offset + 4, encoding.littleEndian);
      offset += 8;
      if (tag === TAG.SequenceDelimitationItem) return offset;
      if (tag !== TAG.Item || length === UNDEFINED_LENGTH)
        throw corrupt('has compressed pixels without fragments');
      offset += length;
    }
    throw truncated('ends in its compressed pixels');
  }
}

/** Elements as bytes: what was read comes out as it went in, length by length. */
export function encodeElements(elements: readonly Element[], encoding: Encoding): Uint8Array {
  const chunks: Uint8Array[] = [];
  for (const element of elements) writeElement(element, encoding, chunks);
  return joined(chunks);
}

function writeElement(element: Element, encoding: Encoding, chunks: Uint8Array[]): void {
  const { tag, vr, undefinedLength, value, items, itemEncoding } = element;
  const body: Uint8Array[] = value === undefined ? [] : [value];
  for (const item of items ?? []) writeItem(item, itemEncoding ?? encoding, body);
  const within = itemEncoding ?? encoding;
  if (items !== undefined && undefinedLength) body.push(itemHeader(TAG.SequenceDelimitationItem, 0, within));
  const length = undefinedLength ? UNDEFINED_LENGTH : totalLength(body);
  chunks.push(elementHeader(tag, vr, length, encoding), ...body);
}

function writeItem(item: Item, encoding: Encoding, chunks: Uint8Array[]): void {
  const body = encodeElements(item.elements, encoding);
  chunks.push(itemHeader(TAG.Item, item.undefinedLength ? UNDEFINED_LENGTH : body.length, encoding), body);
  if (item.undefinedLength) chunks.push(itemHeader(TAG.ItemDelimitationItem, 0, encoding));
}

const totalLength = (chunks: readonly Uint8Array[]): number =>
  chunks.reduce((sum, chunk) => sum + chunk.length, 0);

export function joined(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(totalLength(chunks));
  let offset = 0;
  for (const chunk of chunks) {
    out.set(chunk, offset);
    offset += chunk.length;
  }
  return out;
}
