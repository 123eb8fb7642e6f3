import type { Element, Encoding } from './element-tree.ts';

/** Text as a value of even length; UIDs are padded with NUL (PS3.5 section 6.2). */
export function textValue(text: string, vr: string): Uint8Array {
  const even = text.length % 2 === 0 ? text : `${text}${vr === 'UI' ? '\0' : ' '}`;
  return Uint8Array.from(even, (char) => char.charCodeAt(0));
}

/** An element with a text. */
export const textElement = (tag: number, vr: string, text: string, { explicit }: Encoding): Element => ({
  tag,
  vr: explicit ? vr : '',
  undefinedLength: false,
  value: textValue(text, vr),
});

/** A sequence; each item's elements are to be in the order of their tags. */
export const sequenceElement = (
  tag: number,
  items: readonly (readonly Element[])[],
  encoding: Encoding,
): Element => ({
  tag,
  vr: encoding.explicit ? 'SQ' : '',
  undefinedLength: false,
  items: items.map((elements) => ({ undefinedLength: false, elements })),
  itemEncoding: encoding,
});

const DUMMY_TEXTS: Readonly<Record<string, string>> = {
  DA: '19000101',
  TM: '000000',
  DT: '19000101000000',
  AS: '000Y',
  DS: '0',
  IS: '0',
};
const DUMMY_BYTES: Readonly<Record<string, number>> = {
  ...{ US: 2, SS: 2, OB: 2, OW: 2, UN: 2, AT: 4, UL: 4, SL: 4, FL: 4, OL: 4, OF: 4 },
  ...{ FD: 8, OD: 8, UV: 8, SV: 8, OV: 8 },
};

/** A value of a VR that means nothing: zeros, the first day of 1900, or a word. */
export function dummyValue(vr: string): Uint8Array {
  const bytes = DUMMY_BYTES[vr];
  return bytes === undefined ? textValue(DUMMY_TEXTS[vr] ?? 'REMOVED', vr) : new Uint8Array(bytes);
}
