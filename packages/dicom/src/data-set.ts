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

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const PADDING = /^[\0 ]+|[\0 ]+$/g;

/**
 * The top-level elements of a data set, little endian. Values are taken out of the bytes only when asked for.
 * A tag is written as one number, e.g. 0x00280010.
 */
export class DataSet {
  readonly bytes: Uint8Array;
  readonly elements: ReadonlyMap<number, Element>;
  readonly #view: DataView;

  constructor(bytes: Uint8Array, elements: ReadonlyMap<number, Element>) {
    this.bytes = bytes;
    this.elements = elements;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  has(tag: number): boolean {
    return this.elements.has(tag);
  }

  /** The text without leading and trailing blanks and NULs, whether legal for its VR or not; undefined where absent or empty. */
  text(tag: number): string | undefined {
    const element = this.elements.get(tag);
    if (element === undefined || element.length === 0 || element.undefinedLength) return undefined;
    let text = '';
    const end = element.offset + Math.min(element.length, 16384);
    for (let i = element.offset; i < end; i++) text += String.fromCharCode(this.bytes[i] as number);
    text = text.replace(PADDING, '');
    return text === '' ? undefined : text;
  }

  /** The values of a text separated by backslashes. */
  texts(tag: number): string[] | undefined {
    return this.text(tag)
      ?.split('\\')
      .map((value) => value.replace(PADDING, ''));
  }

  /** Decimal or integer strings; a value that is no finite number is NaN. */
  decimals(tag: number): number[] | undefined {
    return this.texts(tag)?.map(decimal);
  }

  /** The first value of a decimal or integer string; NaN where it is no finite number, undefined where absent. */
  decimal(tag: number): number | undefined {
    return this.decimals(tag)?.[0];
  }

  /** An unsigned 16-bit value, undefined where absent. */
  unsigned(tag: number): number | undefined {
    const element = this.elements.get(tag);
    if (element === undefined || element.undefinedLength || element.length < 2) return undefined;
    return this.#view.getUint16(element.offset, true);
  }
}

function decimal(text: string): number {
  const value = DECIMAL.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : Number.NaN;
}
