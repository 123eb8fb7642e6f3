import { ElementParser, type Encoding, hasVr } from './element-parser.ts';
import { withoutPadding } from './without-padding.ts';

/** Where the value of one data element lies. */
export interface Element {
  /** Two letters; '' in implicit VR. */
  readonly vr: string;
  /** Offset of the value in the file. */
  readonly offset: number;
  /** Bytes of the value; with undefined length, up to and including the delimiter. */
  readonly length: number;
  readonly undefinedLength: boolean;
}

/** In linear time: no digit can be taken by two parts of it. */
const DECIMAL = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;

/** The values of attributes by their tags, written as one number, e.g. 0x00280010. */
export interface Attributes {
  has(tag: number): boolean;
  /** The text without leading and trailing blanks and NULs, whether legal for its VR or not; undefined where absent or empty. */
  text(tag: number): string | undefined;
  /** The values of a text separated by backslashes. */
  texts(tag: number): string[] | undefined;
  /** Decimal or integer strings; a value that is no finite number is NaN. */
  decimals(tag: number): number[] | undefined;
  /** The first value of a decimal or integer string; NaN where it is no finite number, undefined where absent. */
  decimal(tag: number): number | undefined;
  /** An unsigned 16-bit value, undefined where absent. */
  unsigned(tag: number): number | undefined;
  /** The items of a sequence. @throws Malformed 'dicom-truncated', 'dicom-corrupt' */
  items(tag: number): DataSet[];
}

/** The elements of one data set, not those inside its sequences. Values are taken out of the bytes only when asked for. */
export class DataSet implements Attributes {
  readonly bytes: Uint8Array;
  readonly elements: ReadonlyMap<number, Element>;
  readonly encoding: Encoding;
  readonly #view: DataView;

  constructor(bytes: Uint8Array, elements: ReadonlyMap<number, Element>, encoding: Encoding) {
    this.bytes = bytes;
    this.elements = elements;
    this.encoding = encoding;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  has(tag: number): boolean {
    return this.elements.has(tag);
  }

  text(tag: number): string | undefined {
    const element = this.elements.get(tag);
    if (element === undefined || element.length === 0 || element.undefinedLength) return undefined;
    let text = '';
    const end = element.offset + Math.min(element.length, 16384);
    for (let i = element.offset; i < end; i++) text += String.fromCharCode(this.bytes[i] as number);
    text = withoutPadding(text);
    return text === '' ? undefined : text;
  }

  texts(tag: number): string[] | undefined {
    return this.text(tag)?.split('\\').map(withoutPadding);
  }

  decimals(tag: number): number[] | undefined {
    return this.texts(tag)?.map(decimal);
  }

  decimal(tag: number): number | undefined {
    return this.decimals(tag)?.[0];
  }

  unsigned(tag: number): number | undefined {
    const element = this.elements.get(tag);
    if (element === undefined || element.undefinedLength || element.length < 2) return undefined;
    return this.#view.getUint16(element.offset, this.encoding.littleEndian);
  }

  /** The bytes of a value; of one with undefined length, with its delimiter. */
  value(tag: number): Uint8Array | undefined {
    const element = this.elements.get(tag);
    return element && this.bytes.subarray(element.offset, element.offset + element.length);
  }

  /** The first unsigned 16-bit values, as many as there are up to `most`. */
  words(tag: number, most: number): number[] | undefined {
    const element = this.elements.get(tag);
    if (element === undefined || element.undefinedLength) return undefined;
    return Array.from({ length: Math.min(most, Math.floor(element.length / 2)) }, (_, i) =>
      this.#view.getUint16(element.offset + 2 * i, this.encoding.littleEndian),
    );
  }

  items(tag: number): DataSet[] {
    const element = this.elements.get(tag);
    if (element === undefined) return [];
    // A sequence of unknown VR is written implicitly whatever is around it (PS3.5 6.2.2 note 2), or was only renamed.
    const encoding =
      element.vr === 'UN'
        ? { explicit: hasVr(this.bytes, element.offset + 8), littleEndian: true }
        : this.encoding;
    const parser = new ElementParser(this.bytes, encoding);
    return parser.items(element).map(({ start, end }) => {
      const elements = new Map<number, Element>();
      parser.elements(start, end, elements);
      return new DataSet(this.bytes, elements, encoding);
    });
  }
}

function decimal(text: string): number {
  const value = DECIMAL.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : Number.NaN;
}
