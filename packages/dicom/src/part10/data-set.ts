import { withoutPadding } from '../pixels/without-padding.ts';
import { ElementParser, type Encoding, hasVr } from './element-parser.ts';

/** Where the value of one data element lies. */
export interface Element {
  /** Two letters; '' in implicit VR. */
  readonly vr: string;
  /** Offset of the value in the file. */
  readonly offset: number;
  /** Bytes of the value; with undefined length, up to and including the delimiter. */
  readonly length: number;
  readonly undefinedLength: boolean;
  /** Of the pixels, where they end otherwise than they should: whether all are there is to be judged by what they hold. */
  readonly ends?: PixelsEnd;
}

/**
 * `open`: behind whole fragments there is no delimiter. `overrun`: the last fragment says that it reaches over the delimiter.
 * `cut`: the value, or its last fragment, says that it reaches beyond the file. `unsaid`: they have neither a length nor fragments.
 */
export interface PixelsEnd {
  readonly as: 'open' | 'overrun' | 'cut' | 'unsaid';
  /** The length that a value of defined length says. */
  readonly said?: number;
}

/** In linear time: no digit can be taken by two parts of it. */
const DECIMAL = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;

/** The values of attributes by their tags, written as one number, e.g. TAG.Rows. */
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
  /** An unsigned 16-bit value, undefined where absent; where its VR says so, of 32 bits or a text. */
  unsigned(tag: number): number | undefined;
  /** The first items of a sequence, all of them unless told otherwise. @throws Malformed 'dicom-truncated', 'dicom-corrupt' */
  items(tag: number, most?: number): DataSet[];
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
    const numbers = this.texts(tag)?.map(decimal);
    return numbers?.every(Number.isFinite) ? numbers : (this.#floats(tag) ?? numbers);
  }

  /** The values of an element that its VR says to be binary numbers, where its attribute is a decimal string. */
  #floats(tag: number): number[] | undefined {
    const element = this.elements.get(tag);
    const bytes = element?.vr === 'FD' ? 8 : element?.vr === 'FL' ? 4 : undefined;
    if (element === undefined || bytes === undefined || element.undefinedLength) return undefined;
    const { offset, length } = element;
    if (length === 0 || length % bytes !== 0) return undefined;
    const { littleEndian } = this.encoding;
    return Array.from({ length: length / bytes }, (_, i) =>
      bytes === 8
        ? this.#view.getFloat64(offset + 8 * i, littleEndian)
        : this.#view.getFloat32(offset + 4 * i, littleEndian),
    );
  }

  decimal(tag: number): number | undefined {
    return this.decimals(tag)?.[0];
  }

  unsigned(tag: number): number | undefined {
    const element = this.elements.get(tag);
    if (element === undefined || element.undefinedLength || element.length < 2) return undefined;
    const { vr, offset, length } = element;
    const { littleEndian } = this.encoding;
    if (vr === 'IS' || vr === 'DS') {
      const [number] = this.texts(tag)?.map(decimal) ?? [];
      if (number !== undefined && Number.isInteger(number) && number >= 0) return number;
    }
    return (vr === 'UL' || vr === 'SL') && length >= 4
      ? this.#view.getUint32(offset, littleEndian)
      : this.#view.getUint16(offset, littleEndian);
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

  items(tag: number, most = Number.POSITIVE_INFINITY): DataSet[] {
    const element = this.elements.get(tag);
    if (element === undefined) return [];
    const encoding = this.#encodingOfItems(element);
    const parser = new ElementParser(this.bytes, encoding);
    const places = parser.items(element);
    return places.slice(0, most).map(({ start, end }) => {
      const elements = new Map<number, Element>();
      parser.elements(start, end, elements);
      return new DataSet(this.bytes, elements, encoding);
    });
  }

  /**
   * A sequence of unknown VR is written implicitly and in little endian whatever is around it (PS3.5 6.2.2 note 2), or was only
   * renamed; one without the VR that its transfer syntax asks for, or with one where there is none, tells it by its first element.
   */
  #encodingOfItems({ vr, offset, length }: Element): Encoding {
    if (vr === (this.encoding.explicit ? 'SQ' : '') || length < 8) return this.encoding;
    const isLittle = this.bytes[offset] === 0xfe;
    return {
      explicit: hasVr(this.bytes, offset + 8),
      littleEndian: vr === 'UN' ? isLittle : this.encoding.littleEndian,
    };
  }
}

function decimal(text: string): number {
  const value = DECIMAL.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : Number.NaN;
}
