import { TAG } from '../tags.ts';
import { LONG_VRS, VRS } from './element-header.ts';

/** What stands before a value. */
export interface Header {
  /** Two letters as they stand in the file, high byte first; 0 where there is none. */
  readonly vr: number;
  readonly length: number;
  /** Offset of the value. */
  readonly value: number;
}

export const UNDEFINED_LENGTH = 0xffffffff;
/** So many elements behind one another have to make sense. */
const LOOK_AHEAD = 4;

const vrCode = (vr: string): number => (vr.charCodeAt(0) << 8) | vr.charCodeAt(1);
const LEGAL_CODES: ReadonlySet<number> = new Set([...VRS].map(vrCode));
const LONG_CODES: ReadonlySet<number> = new Set([...LONG_VRS].map(vrCode));

export const isLegalVr = (code: number): boolean => LEGAL_CODES.has(code);
export const isLongVr = (code: number): boolean => LONG_CODES.has(code);

/** How an element may be written: with a VR and a length of 16 or of 32 bits, or without a VR. */
export type Form = 'short' | 'long' | 'none';

/** Reads headers of elements that are not written as all others are, by what then follows them. */
export class HeaderGuess {
  readonly #view: DataView;
  readonly #explicit: boolean;
  readonly #little: boolean;

  constructor(view: DataView, explicit: boolean, little: boolean) {
    this.#view = view;
    this.#explicit = explicit;
    this.#little = little;
  }

  /**
   * The one form in which an element leads on to others that make sense; undefined where none does, or several that differ.
   *
   * @param end of what the element lies in
   */
  formOf(offset: number, end: number, forms: readonly Form[]): Form | undefined {
    const fitting = forms.filter((form) => this.#fits(offset, form, end, LOOK_AHEAD));
    const [first] = fitting;
    if (first === undefined) return undefined;
    const endOf = (form: Form): number => {
      const { value, length } = this.header(offset, form);
      return value + length;
    };
    return fitting.every((form) => endOf(form) === endOf(first)) ? first : undefined;
  }

  header(offset: number, form: Form): Header {
    const vr = form === 'none' ? 0 : this.#view.getUint16(offset + 4, false);
    if (form === 'short')
      return { vr, length: this.#view.getUint16(offset + 6, this.#little), value: offset + 8 };
    const at = form === 'long' ? offset + 8 : offset + 4;
    return { vr, length: this.#view.getUint32(at, this.#little), value: at + 4 };
  }

  /**
   * Whether at an offset the elements go on that stand behind the tag `after`, or what they lie in ends.
   *
   * @param depth how many elements are looked at
   */
  goesOn(offset: number, after: number, end: number, depth = LOOK_AHEAD): boolean {
    if (offset === end) return true;
    if (offset + 8 > end) return false;
    const tag = this.#tag(offset);
    if (tag === TAG.ItemDelimitationItem || tag === TAG.SequenceDelimitationItem)
      return this.#view.getUint32(offset + 4) === 0;
    if (tag <= after || tag >>> 16 === 0xfffe) return false;
    if (depth === 0) return true;
    const code = this.#view.getUint16(offset + 4, false);
    const forms: readonly Form[] = !isLegalVr(code)
      ? this.#explicit
        ? ['none', 'short', 'long']
        : ['none']
      : [isLongVr(code) ? 'long' : 'short', ...(this.#explicit ? [] : (['none'] as const))];
    return forms.some((form) => this.#fits(offset, form, end, depth - 1));
  }

  #fits(offset: number, form: Form, end: number, depth: number): boolean {
    if (offset + (form === 'long' ? 12 : 8) > end) return false;
    // Two bytes before a long length are always zero.
    if (form === 'long' && this.#view.getUint16(offset + 6) !== 0) return false;
    const tag = this.#tag(offset);
    const { value, length } = this.header(offset, form);
    // Wherever the pixels end: of a part of a file they lie behind it.
    if (tag === TAG.PixelData && depth < LOOK_AHEAD && form !== 'short') return true;
    if (length === UNDEFINED_LENGTH) return this.#beginsItem(value, end);
    if (value + length > end) return false;
    return (
      this.goesOn(value + length, tag, end, depth) ||
      (tag === TAG.PixelData && this.#isZero(value + length, end))
    );
  }

  /** In either byte order: in a UN it is little endian whatever is around it. */
  #beginsItem(offset: number, end: number): boolean {
    if (offset + 8 > end) return false;
    return [true, false].some((little) => {
      const tag =
        ((this.#view.getUint16(offset, little) << 16) | this.#view.getUint16(offset + 2, little)) >>> 0;
      return tag === TAG.Item || tag === TAG.SequenceDelimitationItem;
    });
  }

  #isZero(offset: number, end: number): boolean {
    for (let i = offset; i < end; i++) if (this.#view.getUint8(i) !== 0) return false;
    return true;
  }

  #tag(offset: number): number {
    return (
      ((this.#view.getUint16(offset, this.#little) << 16) |
        this.#view.getUint16(offset + 2, this.#little)) >>>
      0
    );
  }
}
