import type { Encoding } from './element-parser.ts';

/** Those whose length has 32 bits in explicit VR (PS3.5 table 7.1-1). */
export const LONG_VRS: ReadonlySet<string> = new Set([
  'OB',
  'OD',
  'OF',
  'OL',
  'OV',
  'OW',
  'SQ',
  'SV',
  'UC',
  'UN',
  'UR',
  'UT',
  'UV',
]);

const SHORT_VRS = 'AE AS AT CS DA DS DT FD FL IS LO LT PN SH SL SS ST TM UI UL US'.split(' ');
/** All that there are (PS3.5 table 6.2-1). */
export const VRS: ReadonlySet<string> = new Set([...LONG_VRS, ...SHORT_VRS]);

/** What stands before a value (PS3.5 section 7.1). @throws RangeError where the length doesn't fit the VR */
export function elementHeader(tag: number, vr: string, length: number, encoding: Encoding): Uint8Array {
  const { explicit, littleEndian } = encoding;
  if (!explicit) return itemHeader(tag, length, encoding);
  const long = LONG_VRS.has(vr);
  if (!long && length > 0xffff)
    throw new RangeError(`a value of VR ${vr} has ${length} bytes, more than fit`);
  const header = new Uint8Array(long ? 12 : 8);
  const view = new DataView(header.buffer);
  view.setUint16(0, tag >>> 16, littleEndian);
  view.setUint16(2, tag & 0xffff, littleEndian);
  header[4] = vr.charCodeAt(0);
  header[5] = vr.charCodeAt(1);
  if (long) view.setUint32(8, length, littleEndian);
  else view.setUint16(6, length, littleEndian);
  return header;
}

/** A tag and a length of 32 bits: items, delimiters, and every element of implicit VR. */
export function itemHeader(tag: number, length: number, { littleEndian }: Encoding): Uint8Array {
  const header = new Uint8Array(8);
  const view = new DataView(header.buffer);
  view.setUint16(0, tag >>> 16, littleEndian);
  view.setUint16(2, tag & 0xffff, littleEndian);
  view.setUint32(4, length, littleEndian);
  return header;
}
