import type { Element } from './data-set.ts';
import { LONG_VRS } from './element-header.ts';
import { corrupt, truncated } from './errors.ts';

export const PIXEL_DATA = 0x7fe00010;
export const ITEM = 0xfffee000;
export const ITEM_END = 0xfffee00d;
export const SEQUENCE_END = 0xfffee0dd;
const UNDEFINED_LENGTH = 0xffffffff;
const DEEPEST = 32;
// Two letters as they stand in the file, high byte first.
const vrCode = (vr: string): number => (vr.charCodeAt(0) << 8) | vr.charCodeAt(1);
const LONG_VR_CODES: ReadonlySet<number> = new Set([...LONG_VRS].map(vrCode));
const SQ = vrCode('SQ');
const UN = vrCode('UN');

/** How the elements of a data set are written. */
export interface Encoding {
  readonly explicit: boolean;
  readonly littleEndian: boolean;
}

/**
 * Finds the data elements in bytes (PS3.5 section 7); values stay where they are. Every step goes forward by at least
 * eight bytes.
 */
export class ElementParser {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #explicit: boolean;
  readonly #little: boolean;

  constructor(bytes: Uint8Array, { explicit, littleEndian }: Encoding) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#explicit = explicit;
    this.#little = littleEndian;
  }

  /**
   * Reads the elements of [start, end) into `into` up to the pixels, the end, or the first tag that isn't wanted;
   * returns where it stopped.
   */
  elements(
    start: number,
    end: number,
    into: Map<number, Element>,
    wanted: (tag: number) => boolean = () => true,
  ): number {
    let offset = start;
    while (offset < end) {
      if (offset + 4 > end) throw truncated('ends in the middle of an element');
      const tag = this.tag(offset);
      if (!wanted(tag)) return offset;
      const header = this.#header(offset, tag, this.#explicit, end);
      const undefinedLength = header.length === UNDEFINED_LENGTH;
      let length = header.length;
      if (undefinedLength) {
        const explicitInside = this.#explicit && header.vr !== UN;
        length =
          tag === PIXEL_DATA
            ? this.#skipFragments(header.value, end) - header.value
            : this.#skipItems(header.value, end, explicitInside, 0) - header.value;
      } else if (header.value + length > end) {
        throw truncated(
          tag === PIXEL_DATA
            ? `ends in its pixels, with ${end - header.value} of ${length} bytes`
            : `ends in the value of ${name(tag)}`,
        );
      }
      // The first of two elements with one tag stands: the second is illegal, and must not overrule a sound one.
      if (!into.has(tag)) {
        into.set(tag, { vr: letters(header.vr), offset: header.value, length, undefinedLength });
      }
      offset = header.value + length;
      if (tag === PIXEL_DATA) return offset;
    }
    return offset;
  }

  /** Where the items of a sequence begin and end; `offset` and `length` are those of its value. */
  items({ offset: start, length: bytes }: Element): { start: number; end: number }[] {
    const found: { start: number; end: number }[] = [];
    const end = start + bytes;
    let offset = start;
    while (offset + 8 <= end) {
      const tag = this.tag(offset);
      const length = this.#view.getUint32(offset + 4, this.#little);
      offset += 8;
      if (tag === SEQUENCE_END) break;
      if (tag !== ITEM) throw corrupt(`has ${name(tag)} where an item of a sequence should begin`);
      if (length === UNDEFINED_LENGTH) {
        const behind = this.#skipItem(offset, end, this.#explicit, 0);
        found.push({ start: offset, end: behind - 8 });
        offset = behind;
      } else {
        if (offset + length > end) throw corrupt('has an item that is longer than its sequence');
        found.push({ start: offset, end: offset + length });
        offset += length;
      }
    }
    return found;
  }

  tag(offset: number): number {
    return (
      ((this.#view.getUint16(offset, this.#little) << 16) |
        this.#view.getUint16(offset + 2, this.#little)) >>>
      0
    );
  }

  #header(
    offset: number,
    tag: number,
    explicit: boolean,
    end: number,
  ): { vr: number; length: number; value: number } {
    if (offset + 8 > end) throw truncated('ends in the middle of an element');
    // Items and delimiters never have a VR (PS3.5 section 7.5).
    if (!explicit || tag >>> 16 === 0xfffe) {
      return { vr: 0, length: this.#view.getUint32(offset + 4, this.#little), value: offset + 8 };
    }
    const vr = this.#view.getUint16(offset + 4, false);
    if (!hasVr(this.#bytes, offset)) throw corrupt(`has no legal VR at ${name(tag)}`);
    if (!LONG_VR_CODES.has(vr)) {
      return { vr, length: this.#view.getUint16(offset + 6, this.#little), value: offset + 8 };
    }
    if (offset + 12 > end) throw truncated('ends in the middle of an element');
    return { vr, length: this.#view.getUint32(offset + 8, this.#little), value: offset + 12 };
  }

  /** From the first item of a sequence of undefined length to behind its delimiter. */
  #skipItems(start: number, end: number, explicit: boolean, depth: number): number {
    if (depth > DEEPEST) throw corrupt(`nests sequences deeper than ${DEEPEST}`);
    let offset = start;
    while (offset + 8 <= end) {
      const tag = this.tag(offset);
      const length = this.#view.getUint32(offset + 4, this.#little);
      offset += 8;
      if (tag === SEQUENCE_END) return offset;
      if (tag !== ITEM) throw corrupt(`has ${name(tag)} where an item of a sequence should begin`);
      if (length === UNDEFINED_LENGTH) offset = this.#skipItem(offset, end, explicit, depth);
      else offset += length;
    }
    throw truncated('ends in a sequence');
  }

  /**
   * From the first element of an item of undefined length to behind its delimiter. Within a UN all should be implicit; some
   * writers only rename the sequence.
   */
  #skipItem(start: number, end: number, implied: boolean, depth: number): number {
    const explicit = implied || (this.#explicit && hasVr(this.#bytes, start));
    let offset = start;
    while (offset + 8 <= end) {
      const tag = this.tag(offset);
      if (tag === ITEM_END) return offset + 8;
      const { vr, length, value } = this.#header(offset, tag, explicit, end);
      if (length === UNDEFINED_LENGTH) {
        const isSequence = !explicit || vr === SQ || vr === UN;
        offset = isSequence
          ? this.#skipItems(value, end, explicit && vr !== UN, depth + 1)
          : this.#skipFragments(value, end);
      } else {
        offset = value + length;
      }
    }
    throw truncated('ends in an item of a sequence');
  }

  /** From the first item of encapsulated pixels to behind the delimiter. */
  #skipFragments(start: number, end: number): number {
    let offset = start;
    let length = 0;
    while (offset + 8 <= end) {
      offset += uncounted(this.#view, offset, length, this.#little);
      const tag = this.tag(offset);
      length = this.#view.getUint32(offset + 4, this.#little);
      offset += 8;
      if (tag === SEQUENCE_END) return offset;
      if (tag !== ITEM || length === UNDEFINED_LENGTH) {
        throw corrupt('has compressed pixels that are not cut into fragments as they must be');
      }
      offset += length;
    }
    throw truncated('ends in its compressed pixels');
  }
}

/**
 * A fragment of odd length is illegal (PS3.5 A.4); some writers put the byte that makes it even behind it without counting
 * it. How many such bytes, 0 or 1, lie at an offset behind a fragment of that length.
 */
export function uncounted(view: DataView, offset: number, length: number, little: boolean): number {
  if (length % 2 === 0 || offset + 9 > view.byteLength || view.getUint16(offset, little) === 0xfffe) return 0;
  return view.getUint16(offset + 1, little) === 0xfffe ? 1 : 0;
}

/** Whether the element at an offset has two capital letters where an explicit VR stands. */
export function hasVr(bytes: Uint8Array, offset: number): boolean {
  const isLetter = (i: number): boolean => {
    const byte = bytes[i] ?? 0;
    return byte >= 65 && byte <= 90;
  };
  return isLetter(offset + 4) && isLetter(offset + 5);
}

const letters = (vr: number): string => (vr === 0 ? '' : String.fromCharCode(vr >> 8, vr & 255));

const name = (tag: number): string => {
  const hex = tag.toString(16).padStart(8, '0');
  return `(${hex.slice(0, 4)},${hex.slice(4)})`;
};
