import { elementHeader } from '../part10/element-header.ts';
import { EXPLICIT_LITTLE_ENDIAN } from '../part10/transfer-syntaxes.ts';
import { TAG } from '../tags.ts';

/** Tag, VR, value: text, numbers to be written as text (DS, IS), one 16-bit number (US, SS), or bytes (OW, OB). */
export type Attribute =
  | readonly [number, 'AS' | 'CS' | 'DA' | 'LO' | 'PN' | 'SH' | 'TM' | 'UI', string]
  | readonly [number, 'DS' | 'IS', readonly number[]]
  | readonly [number, 'US' | 'SS', number]
  | readonly [number, 'OW' | 'OB', Uint8Array];

/** Belongs to this writer; a UUID, made once. */
export const IMPLEMENTATION_CLASS_UID = '2.25.277395028346251809370625842937410485761';
const PREAMBLE_BYTES = 128;

/** A Part 10 file (PS3.10 section 7) in Explicit VR Little Endian; the attributes in any order. */
export function encodePart10(file: {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly attributes: readonly Attribute[];
}): Uint8Array {
  const meta = [
    [TAG.FileMetaInformationVersion, 'OB', new Uint8Array([0, 1])],
    [TAG.MediaStorageSOPClassUID, 'UI', file.sopClassUid],
    [TAG.MediaStorageSOPInstanceUID, 'UI', file.sopInstanceUid],
    [TAG.TransferSyntaxUID, 'UI', EXPLICIT_LITTLE_ENDIAN],
    [TAG.ImplementationClassUID, 'UI', IMPLEMENTATION_CLASS_UID],
    [TAG.ImplementationVersionName, 'SH', 'ICHOR'],
  ] as const satisfies readonly Attribute[];
  const sorted = [...file.attributes].sort(([a], [b]) => a - b);
  const metaElements = meta.map(encodeElement);
  const elements = sorted.map(encodeElement);
  const metaLength = totalLength(metaElements);
  const bytes = new Uint8Array(PREAMBLE_BYTES + 4 + 12 + metaLength + totalLength(elements));
  bytes.set([0x44, 0x49, 0x43, 0x4d], PREAMBLE_BYTES); // "DICM"
  // FileMetaInformationGroupLength counts what follows it in group 2.
  bytes.set([2, 0, 0, 0, 0x55, 0x4c, 4, 0], PREAMBLE_BYTES + 4); // (0002,0000) UL, 4 bytes
  new DataView(bytes.buffer).setUint32(PREAMBLE_BYTES + 12, metaLength, true);
  let offset = PREAMBLE_BYTES + 16;
  for (const { header, value } of [...metaElements, ...elements]) {
    bytes.set(header, offset);
    bytes.set(value, offset + header.length);
    offset += header.length + value.length + (value.length % 2);
    // UIDs are padded to even length with NUL, bytes with 0, text with a blank (PS3.5 section 6.2).
    if (value.length % 2 === 1 && isPaddedWithBlank(header)) bytes[offset - 1] = 0x20;
  }
  return bytes;
}

interface Encoded {
  readonly header: Uint8Array;
  readonly value: Uint8Array;
}

const totalLength = (elements: readonly Encoded[]): number =>
  elements.reduce((sum, { header, value }) => sum + header.length + value.length + (value.length % 2), 0);

const isPaddedWithBlank = (header: Uint8Array): boolean => {
  const vr = String.fromCharCode(header[4] as number, header[5] as number);
  return vr !== 'UI' && vr !== 'OB' && vr !== 'OW';
};

function encodeElement([tag, vr, content]: Attribute): Encoded {
  const value = encodeValue(content, vr);
  const padded = value.length + (value.length % 2);
  return { header: elementHeader(tag, vr, padded, { explicit: true, littleEndian: true }), value };
}

function encodeValue(content: Attribute[2], vr: Attribute[1]): Uint8Array {
  if (content instanceof Uint8Array) return content;
  if (typeof content === 'number') return new Uint8Array(new Uint16Array([content]).buffer);
  if (typeof content === 'string') return new TextEncoder().encode(content);
  const text = content.map((number) => (vr === 'IS' ? String(Math.round(number)) : decimalString(number)));
  return new TextEncoder().encode(text.join('\\'));
}

/** The most exact decimal string of at most 16 characters (PS3.5 section 6.2, VR DS). */
export function decimalString(number: number): string {
  const plain = String(number);
  if (plain.length <= 16) return plain;
  for (let digits = 15; digits > 0; digits--) {
    const shorter = [number.toPrecision(digits), number.toExponential(digits - 1)]
      .map((text) => String(text).replace('e+', 'e'))
      .find((text) => text.length <= 16);
    if (shorter !== undefined) return shorter;
  }
  throw new RangeError(`${number} is no decimal string`);
}
