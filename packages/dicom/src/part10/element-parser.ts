import { corrupt, truncated } from '../errors.ts';
import { TAG } from '../tags.ts';
import type { Element, PixelsEnd } from './data-set.ts';
import { type Header, HeaderGuess, isLegalVr, isLongVr, UNDEFINED_LENGTH } from './header-guess.ts';
import { type Irregularities, tagName } from './irregularities.ts';

const DEEPEST = 32;
const NO_VR = 0;
const SQ = ('S'.charCodeAt(0) << 8) | 'Q'.charCodeAt(0);
const UN = ('U'.charCodeAt(0) << 8) | 'N'.charCodeAt(0);

/** How the elements of a data set are written. */
export interface Encoding {
  readonly explicit: boolean;
  readonly littleEndian: boolean;
}

/**
 * Finds the data elements in bytes (PS3.5 section 7); values stay where they are. What is written against the standard, and
 * can be told by what stands around it, is read and noted. Every step goes forward by at least eight bytes.
 */
export class ElementParser {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #explicit: boolean;
  readonly #little: boolean;
  readonly #guess: HeaderGuess;
  readonly #irregular: Irregularities | undefined;

  constructor(bytes: Uint8Array, { explicit, littleEndian }: Encoding, irregular?: Irregularities) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#explicit = explicit;
    this.#little = littleEndian;
    this.#guess = new HeaderGuess(this.#view, explicit, littleEndian);
    this.#irregular = irregular;
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
      const { element, next } =
        tag === TAG.PixelData ? this.#pixels(header, end) : this.#element(header, tag, end);
      const first = into.get(tag);
      // The first of two elements with one tag stands: the second is illegal, and must not overrule a sound one.
      if (first === undefined) into.set(tag, element);
      else if (!this.#same(first, element)) this.#irregular?.found('twice', tag);
      offset = next;
      if (tag === TAG.PixelData) return offset;
    }
    return offset;
  }

  /** Where the items of a sequence begin and end; `offset` and `length` are those of its value. */
  items({
    offset: start,
    length: bytes,
  }: Pick<Element, 'offset' | 'length'>): { start: number; end: number }[] {
    const found: { start: number; end: number }[] = [];
    const end = start + bytes;
    let offset = start;
    while (offset + 8 <= end) {
      const tag = this.tag(offset);
      const length = this.#view.getUint32(offset + 4, this.#little);
      offset += 8;
      if (tag === TAG.SequenceDelimitationItem) break;
      if (tag !== TAG.Item) throw corrupt(`has ${tagName(tag)} where an item of a sequence should begin`);
      if (length === UNDEFINED_LENGTH) {
        const item = this.#skipItem(offset, end, this.#explicit, TAG.Item, 0);
        found.push({ start: offset, end: item.end });
        offset = item.next;
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

  #header(offset: number, tag: number, explicit: boolean, end: number): Header {
    if (offset + 8 > end) throw truncated('ends in the middle of an element');
    // Items and delimiters never have a VR (PS3.5 section 7.5).
    if (tag >>> 16 === 0xfffe) return this.#guess.header(offset, 'none');
    const code = this.#view.getUint16(offset + 4, false);
    const legal = isLegalVr(code);
    if (!explicit) return legal ? this.#maybeExplicit(offset, tag, end) : this.#guess.header(offset, 'none');
    if (!legal) return this.#withoutLegalVr(offset, tag, end);
    if (!isLongVr(code)) return this.#guess.header(offset, 'short');
    if (offset + 12 > end) throw truncated('ends in the middle of an element');
    return this.#guess.header(offset, 'long');
  }

  /** In implicit VR the first bytes of a length may be two letters by chance: only what then makes no sense is a VR. */
  #maybeExplicit(offset: number, tag: number, end: number): Header {
    const form = isLongVr(this.#view.getUint16(offset + 4, false)) ? 'long' : 'short';
    if (
      this.#guess.formOf(offset, end, ['none']) !== undefined ||
      this.#guess.formOf(offset, end, [form]) === undefined
    ) {
      return this.#guess.header(offset, 'none');
    }
    this.#irregular?.found('with-vr', tag);
    return this.#guess.header(offset, form);
  }

  #withoutLegalVr(offset: number, tag: number, end: number): Header {
    const form = this.#guess.formOf(offset, end, ['none', 'short', 'long']);
    if (form === undefined && !hasVr(this.#bytes, offset))
      throw corrupt(`has no legal VR at ${tagName(tag)}`);
    this.#irregular?.found(form === 'none' ? 'without-vr' : 'illegal-vr', tag);
    return this.#guess.header(offset, form ?? 'short');
  }

  #element({ vr, length, value }: Header, tag: number, end: number): { element: Element; next: number } {
    const undefinedLength = length === UNDEFINED_LENGTH;
    let next = value + length;
    if (undefinedLength) next = this.#skipSequence(value, end, vr, this.#explicit, tag, 0);
    else if (vr === SQ || (vr === NO_VR && length >= 8 && value + 8 <= end && this.tag(value) === TAG.Item)) {
      next = this.#sequenceEnd(value, next, tag, end);
    }
    if (next > end) throw truncated(`ends in the value of ${tagName(tag)}`);
    return {
      element: { vr: letters(vr), offset: value, length: next - value, undefinedLength },
      next,
    };
  }

  /** Where a sequence of defined length ends: where it says, unless only where its items end makes sense. */
  #sequenceEnd(start: number, said: number, tag: number, end: number): number {
    if (said <= end && this.#guess.goesOn(said, tag, end)) return said;
    let offset = start;
    while (offset + 8 <= end && this.tag(offset) === TAG.Item) {
      const length = this.#view.getUint32(offset + 4, this.#little);
      // An item of undefined length has its own end, and so has a sequence that holds one.
      if (length === UNDEFINED_LENGTH) return said;
      offset += 8 + length;
    }
    if (offset === said || offset >= end || !this.#guess.goesOn(offset, tag, end)) return said;
    this.#irregular?.found('sequence', tag);
    return offset;
  }

  /** From the first item of a sequence of undefined length, which is not the pixels, to behind its delimiter. */
  #skipSequence(
    start: number,
    end: number,
    vr: number,
    explicit: boolean,
    tag: number,
    depth: number,
  ): number {
    // A UN is written in little endian, whatever is around it (PS3.5 6.2.2 note 2).
    const turned =
      !this.#little && vr === UN && start + 8 <= end && this.#view.getUint16(start, true) === 0xfffe;
    const parser = turned
      ? new ElementParser(this.#bytes, { explicit: this.#explicit, littleEndian: true }, this.#irregular)
      : this;
    return parser.#skipItems(start, end, explicit && vr === SQ, tag, depth);
  }

  /** From the first item of a sequence of undefined length to behind its delimiter. */
  #skipItems(start: number, end: number, explicit: boolean, own: number, depth: number): number {
    if (depth > DEEPEST) throw corrupt(`nests sequences deeper than ${DEEPEST}`);
    let offset = start;
    let item: number | undefined;
    while (offset + 8 <= end) {
      const tag = this.tag(offset);
      const length = this.#view.getUint32(offset + 4, this.#little);
      if (tag === TAG.SequenceDelimitationItem) return offset + 8;
      if (tag === TAG.Item) {
        item = undefined;
        if (length === UNDEFINED_LENGTH) offset = this.#skipItem(offset + 8, end, explicit, own, depth).next;
        else {
          item = offset + 8;
          offset += 8 + length;
        }
        if (offset + 8 <= end || item === undefined) continue;
      }
      const resumed = this.#resumed(offset, tag, item, end, explicit, own, depth);
      if (resumed === undefined) {
        if (offset + 8 > end) break;
        throw corrupt(`has ${tagName(tag)} where an item of a sequence should begin`);
      }
      this.#irregular?.found('sequence', own);
      if (resumed.ended) return resumed.offset;
      offset = resumed.offset;
      item = undefined;
    }
    throw truncated('ends in a sequence');
  }

  /**
   * Where to go on in a sequence in which something else lies where an item should begin: behind a delimiter or zeros that belong
   * to nothing, behind the sequence, whose own delimiter is missing, or where the elements of the last item end, whose length
   * is wrong.
   *
   * @param item where the content of the last item of defined length begins
   */
  #resumed(
    offset: number,
    tag: number,
    item: number | undefined,
    end: number,
    explicit: boolean,
    own: number,
    depth: number,
  ): { offset: number; ended: boolean } | undefined {
    if (offset + 8 <= end) {
      const isEmpty = this.#view.getUint32(offset + 4, this.#little) === 0;
      // Within an item it is the item that ends, and the sequence in it too.
      if (isEmpty && tag === TAG.ItemDelimitationItem && depth > 0) return { offset, ended: true };
      if (isEmpty && (tag === TAG.ItemDelimitationItem || tag === 0))
        return { offset: offset + 8, ended: false };
      if (this.#guess.goesOn(offset, own, end)) return { offset, ended: true };
    }
    const behind = item === undefined ? undefined : this.#elementsEnd(item, end, explicit);
    return behind === undefined || behind === offset ? undefined : { offset: behind, ended: false };
  }

  /** Where elements in rising order end with an item, or with the end of their sequence. */
  #elementsEnd(start: number, end: number, explicit: boolean): number | undefined {
    let offset = start;
    let last = -1;
    while (offset + 8 <= end) {
      const tag = this.tag(offset);
      if (tag === TAG.Item || tag === TAG.SequenceDelimitationItem) return offset;
      if (tag <= last || tag >>> 16 === 0xfffe) return undefined;
      last = tag;
      const isExplicit = explicit && isLegalVr(this.#view.getUint16(offset + 4, false));
      if (explicit && !isExplicit) return undefined;
      const { length, value } = this.#header(offset, tag, isExplicit, end);
      if (length === UNDEFINED_LENGTH) return undefined;
      offset = value + length;
    }
    return undefined;
  }

  /**
   * From the first element of an item of undefined length to its end and to what follows. Within a UN all should be implicit;
   * some writers only rename the sequence.
   */
  #skipItem(
    start: number,
    end: number,
    implied: boolean,
    own: number,
    depth: number,
  ): { end: number; next: number } {
    const explicit = implied || (this.#explicit && hasVr(this.#bytes, start));
    let offset = start;
    while (offset + 8 <= end) {
      const tag = this.tag(offset);
      if (tag === TAG.ItemDelimitationItem) return { end: offset, next: offset + 8 };
      // Its delimiter is missing.
      if (tag === TAG.Item || tag === TAG.SequenceDelimitationItem) {
        this.#irregular?.found('sequence', own);
        return { end: offset, next: offset };
      }
      const { vr, length, value } = this.#header(offset, tag, explicit, end);
      if (length === UNDEFINED_LENGTH) {
        const isSequence = !explicit || vr === SQ || vr === UN || vr === NO_VR;
        offset = isSequence
          ? this.#skipSequence(value, end, vr, explicit, tag, depth + 1)
          : this.#skipFragments(value, end);
      } else {
        offset = value + length;
      }
    }
    throw truncated('ends in an item of a sequence');
  }

  /** From the first item of encapsulated pixels, such as those of an icon, to behind the delimiter. */
  #skipFragments(start: number, end: number): number {
    const { next, ends } = this.#fragments(start, end);
    if (ends !== undefined) throw truncated('ends in its compressed pixels');
    return next;
  }

  /** The pixels of the image: where they don't end as they should, whoever cuts them into frames has to judge. */
  #pixels({ vr, length, value }: Header, end: number): { element: Element; next: number } {
    const undefinedLength = length === UNDEFINED_LENGTH;
    if (!undefinedLength) {
      const there = Math.min(length, end - value);
      const ends = there < length ? { ends: { as: 'cut', said: length } as const } : {};
      return {
        element: { vr: letters(vr), offset: value, length: there, undefinedLength, ...ends },
        next: value + there,
      };
    }
    if (value + 8 <= end && this.tag(value) !== TAG.Item) {
      // They end with the file, or with the delimiter that belongs to fragments.
      const isDelimited = end - value >= 8 && this.tag(end - 8) === TAG.SequenceDelimitationItem;
      const there = end - value - (isDelimited ? 8 : 0);
      const element = { vr: letters(vr), offset: value, length: there, undefinedLength: false };
      return { element: { ...element, ends: { as: 'unsaid' } }, next: end };
    }
    const { next, ends, stop } = this.#fragments(value, end);
    const element = { vr: letters(vr), offset: value, length: stop - value, undefinedLength };
    return { element: ends === undefined ? element : { ...element, ends: { as: ends } }, next };
  }

  /**
   * The items of encapsulated pixels: where their value stops, where what is behind them begins, and how they end where it isn't
   * with a delimiter.
   */
  #fragments(start: number, end: number): { stop: number; next: number; ends?: PixelsEnd['as'] } {
    const notFragments = 'has compressed pixels that are not cut into fragments as they must be';
    let offset = start;
    let length = 0;
    let fragment = start;
    while (offset + 8 <= end) {
      offset += uncounted(this.#view, offset, length, this.#little);
      const tag = this.tag(offset);
      if (tag === TAG.SequenceDelimitationItem) return { stop: offset + 8, next: offset + 8 };
      if (tag !== TAG.Item) {
        if (offset === start) throw corrupt(notFragments);
        if (tag === TAG.ItemDelimitationItem) return { stop: offset, next: offset + 8, ends: 'open' };
        const isBehind = this.#guess.goesOn(offset, TAG.PixelData, end) || this.#isZero(offset, end);
        if (isBehind) return { stop: offset, next: offset, ends: 'open' };
        throw corrupt(notFragments);
      }
      length = this.#view.getUint32(offset + 4, this.#little);
      fragment = offset + 8;
      offset = fragment + length;
      if (offset > end || length === UNDEFINED_LENGTH) return this.#lastFragment(fragment, end);
    }
    if (offset === start) throw truncated('ends in its compressed pixels');
    // The last fragment may reach into the delimiter, or over it.
    if (fragment <= end - 8 && this.tag(end - 8) === TAG.SequenceDelimitationItem)
      return this.#lastFragment(fragment, end);
    return { stop: offset, next: end, ends: 'open' };
  }

  /** A fragment that says that it reaches beyond the file: to the delimiter, if there is one, and no other item lies within. */
  #lastFragment(start: number, end: number): { stop: number; next: number; ends: PixelsEnd['as'] } {
    let stop = -1;
    for (let i = start; i + 8 <= end; i++) {
      if (this.#bytes[i] !== 0xff && this.#bytes[i] !== 0xfe) continue;
      const tag = this.tag(i);
      if (tag !== TAG.Item && tag !== TAG.SequenceDelimitationItem) continue;
      if (tag === TAG.Item) throw corrupt('has a fragment of pixels that reaches over the next one');
      if (this.#view.getUint32(i + 4) === 0) stop = i;
    }
    return stop < 0 ? { stop: end, next: end, ends: 'cut' } : { stop, next: stop + 8, ends: 'overrun' };
  }

  #isZero(offset: number, end: number): boolean {
    return this.#bytes.subarray(offset, end).every((byte) => byte === 0);
  }

  /** Whether two elements say the same. */
  #same(a: Element, b: Element): boolean {
    return (
      a.length === b.length &&
      this.#bytes
        .subarray(a.offset, a.offset + a.length)
        .every((byte, i) => byte === this.#bytes[b.offset + i])
    );
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

const letters = (vr: number): string => (vr === NO_VR ? '' : String.fromCharCode(vr >> 8, vr & 255));
