import { DataSet, type Element } from './data-set.ts';
import { corrupt, Malformed, truncated, unsupportedSyntax } from './errors.ts';
import { EXPLICIT_LITTLE_ENDIAN, IMPLICIT_LITTLE_ENDIAN, transferSyntax } from './transfer-syntaxes.ts';

/** A file taken apart. */
export interface Part10 {
  readonly transferSyntaxUid: string;
  readonly fileMeta: DataSet;
  readonly dataSet: DataSet;
  /** What stopped the parser before it reached the end of the pixels; the elements before it are sound. */
  readonly stoppedBy: Malformed | undefined;
  /** Set where the file doesn't name its transfer syntax, or names the wrong one of two. */
  readonly syntaxDoubt: string | undefined;
}

const PIXEL_DATA = 0x7fe00010;
const ITEM = 0xfffee000;
const ITEM_END = 0xfffee00d;
const SEQUENCE_END = 0xfffee0dd;
const UNDEFINED_LENGTH = 0xffffffff;
const DEEPEST = 32;
// Two letters as they stand in the file, high byte first.
const vrCode = (vr: string): number => (vr.charCodeAt(0) << 8) | vr.charCodeAt(1);
const LONG_VRS: ReadonlySet<number> = new Set(
  ['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV'].map(vrCode),
);
const SQ = vrCode('SQ');
const UN = vrCode('UN');

/**
 * Takes a DICOM file apart (PS3.10, PS3.5 section 7), with or without preamble and file meta information, implicit
 * or explicit VR little endian. Reads up to the pixels and nothing behind them; values stay where they are.
 *
 * @throws Malformed 'not-dicom', 'transfer-syntax-unsupported' where not even the header can be read; what goes
 * wrong later stands in `stoppedBy`.
 */
export function parsePart10(given: Uint8Array): Part10 {
  // A plain view: the slice() of Node's Buffer, which is a Uint8Array too, does not copy.
  const bytes = new Uint8Array(given.buffer, given.byteOffset, given.byteLength);
  const parser = new Parser(bytes);
  const start = parser.findStart();
  const meta = new Map<number, Element>();
  let offset = start;
  let stoppedBy: Malformed | undefined;
  try {
    offset = parser.elements(start, true, meta, (tag) => tag >>> 16 === 2);
  } catch (error) {
    stoppedBy = asMalformed(error);
  }
  const fileMeta = new DataSet(bytes, meta);
  const elements = new Map<number, Element>();
  const dataSet = new DataSet(bytes, elements);
  let transferSyntaxUid = fileMeta.text(0x00020010);
  let syntaxDoubt: string | undefined;
  if (stoppedBy === undefined) {
    if (transferSyntaxUid !== undefined) {
      const known = transferSyntax(transferSyntaxUid);
      if (!known.headerReadable) throw unsupportedSyntax(known.name, transferSyntaxUid);
    }
    const looksExplicit = parser.looksExplicit(offset);
    let explicit = transferSyntaxUid !== IMPLICIT_LITTLE_ENDIAN;
    if (transferSyntaxUid === undefined) {
      explicit = looksExplicit;
      transferSyntaxUid = explicit ? EXPLICIT_LITTLE_ENDIAN : IMPLICIT_LITTLE_ENDIAN;
      syntaxDoubt = 'The file does not name its transfer syntax; it was found from the bytes.';
    } else if (explicit !== looksExplicit && parser.plausible(offset)) {
      explicit = looksExplicit;
      syntaxDoubt = `The file names the transfer syntax ${transferSyntax(transferSyntaxUid).name} but its header is written with ${explicit ? 'explicit' : 'implicit'} VR, and was read so.`;
    }
    try {
      parser.elements(offset, explicit, elements, () => true);
    } catch (error) {
      stoppedBy = asMalformed(error);
    }
  }
  return {
    transferSyntaxUid: transferSyntaxUid ?? EXPLICIT_LITTLE_ENDIAN,
    fileMeta,
    dataSet,
    stoppedBy,
    syntaxDoubt,
  };
}

function asMalformed(error: unknown): Malformed {
  if (error instanceof Malformed) return error;
  throw error;
}

class Parser {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Offset of the first element: behind the preamble, behind a bare "DICM", or 0. */
  findStart(): number {
    if (this.#isMagic(128)) return 132;
    if (this.#isMagic(0)) return 4;
    if (this.plausible(0)) return 0;
    throw new Malformed('not-dicom', 'is not a DICOM file', 'Give it DICOM files of a head CT.');
  }

  #isMagic(offset: number): boolean {
    return this.#bytes.length >= offset + 4 && this.#view.getUint32(offset, false) === 0x4449434d; // "DICM"
  }

  /** Whether a data set may begin here: an element of group 2 or 8 whose value fits into the file. */
  plausible(offset: number): boolean {
    if (offset + 8 > this.#bytes.length) return false;
    const group = this.#view.getUint16(offset, true);
    if (group !== 0x0002 && group !== 0x0008) return false;
    const element = this.#view.getUint16(offset + 2, true);
    if (element > 0x2300) return false;
    if (this.looksExplicit(offset)) return true;
    return group === 0x0008 && offset + 8 + this.#view.getUint32(offset + 4, true) <= this.#bytes.length;
  }

  looksExplicit(offset: number): boolean {
    const isLetter = (i: number): boolean => {
      const byte = this.#bytes[i] ?? 0;
      return byte >= 65 && byte <= 90;
    };
    return isLetter(offset + 4) && isLetter(offset + 5);
  }

  /**
   * Reads elements into `into` up to the pixels, the end, or the first tag that isn't wanted; returns where it
   * stopped. Every step goes forward by at least eight bytes.
   */
  elements(
    start: number,
    explicit: boolean,
    into: Map<number, Element>,
    wanted: (tag: number) => boolean,
  ): number {
    const end = this.#bytes.length;
    let offset = start;
    while (offset < end) {
      if (offset + 8 > end) throw truncated('ends in the middle of an element');
      const tag = this.#tag(offset);
      if (!wanted(tag)) return offset;
      const header = this.#header(offset, tag, explicit, end);
      const undefinedLength = header.length === UNDEFINED_LENGTH;
      let length = header.length;
      if (undefinedLength) {
        const implicitInside = !explicit || header.vr === UN;
        length =
          tag === PIXEL_DATA
            ? this.#skipFragments(header.value, end) - header.value
            : this.#skipItems(header.value, end, !implicitInside, 0) - header.value;
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

  #tag(offset: number): number {
    return ((this.#view.getUint16(offset, true) << 16) | this.#view.getUint16(offset + 2, true)) >>> 0;
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
      return { vr: 0, length: this.#view.getUint32(offset + 4, true), value: offset + 8 };
    }
    const vr = this.#view.getUint16(offset + 4, false);
    if (!this.looksExplicit(offset)) throw corrupt(`has no legal VR at ${name(tag)}`);
    if (!LONG_VRS.has(vr)) {
      return { vr, length: this.#view.getUint16(offset + 6, true), value: offset + 8 };
    }
    if (offset + 12 > end) throw truncated('ends in the middle of an element');
    return { vr, length: this.#view.getUint32(offset + 8, true), value: offset + 12 };
  }

  /** From the first item of a sequence of undefined length to behind its delimiter. */
  #skipItems(start: number, end: number, explicit: boolean, depth: number): number {
    if (depth > DEEPEST) throw corrupt(`nests sequences deeper than ${DEEPEST}`);
    let offset = start;
    while (offset + 8 <= end) {
      const tag = this.#tag(offset);
      const length = this.#view.getUint32(offset + 4, true);
      offset += 8;
      if (tag === SEQUENCE_END) return offset;
      if (tag !== ITEM) throw corrupt(`has ${name(tag)} where an item of a sequence should begin`);
      if (length === UNDEFINED_LENGTH) offset = this.#skipItem(offset, end, explicit, depth);
      else offset += length;
    }
    throw truncated('ends in a sequence');
  }

  /** From the first element of an item of undefined length to behind its delimiter. */
  #skipItem(start: number, end: number, explicit: boolean, depth: number): number {
    let offset = start;
    while (offset + 8 <= end) {
      const tag = this.#tag(offset);
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
    while (offset + 8 <= end) {
      const tag = this.#tag(offset);
      const length = this.#view.getUint32(offset + 4, true);
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

const letters = (vr: number): string => (vr === 0 ? '' : String.fromCharCode(vr >> 8, vr & 255));

const name = (tag: number): string => {
  const hex = tag.toString(16).padStart(8, '0');
  return `(${hex.slice(0, 4)},${hex.slice(4)})`;
};
