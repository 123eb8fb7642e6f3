/** Elements of a data set in little endian, as lists of bytes, for tests. */

import { TAG } from '@ichor/dicom';

export const little = (value: number, bytes: number): number[] =>
  Array.from({ length: bytes }, (_, i) => Math.floor(value / 256 ** i) & 255);
export const text = (value: string): number[] => [...value].map((char) => char.charCodeAt(0));

const tagOf = (tag: number): number[] => [...little(tag >>> 16, 2), ...little(tag & 0xffff, 2)];
const UNDEFINED = [255, 255, 255, 255];
const ITEM_END = [...tagOf(TAG.ItemDelimitationItem), 0, 0, 0, 0];
/** Ends a sequence, and encapsulated pixels. */
export const SEQUENCE_END = [...tagOf(TAG.SequenceDelimitationItem), 0, 0, 0, 0];

/** Of a VR with a length of 16 bits, or of one with 32. */
export const element = (tag: number, vr: string, value: readonly number[]): number[] => [
  ...tagOf(tag),
  ...text(vr),
  ...(['OB', 'OW', 'SQ', 'UN'].includes(vr) ? [0, 0, ...little(value.length, 4)] : little(value.length, 2)),
  ...value,
];
export const implicit = (tag: number, value: readonly number[]): number[] => [
  ...tagOf(tag),
  ...little(value.length, 4),
  ...value,
];
export const item = (value: readonly number[]): number[] => [
  ...tagOf(TAG.Item),
  ...little(value.length, 4),
  ...value,
];
export const openItem = (value: readonly number[]): number[] => [
  ...tagOf(TAG.Item),
  ...UNDEFINED,
  ...value,
  ...ITEM_END,
];
/** A sequence, or another value of undefined length with its delimiter. */
export const open = (tag: number, value: readonly number[], vr = 'SQ'): number[] => [
  ...tagOf(tag),
  ...text(vr),
  ...[0, 0, ...UNDEFINED],
  ...[...value, ...SEQUENCE_END],
];

/** Preamble, file meta information of the transfer syntax alone, and the data set. */
export const part10 = (transferSyntaxUid: string, dataSet: readonly number[]): Uint8Array =>
  Uint8Array.from([
    ...new Array(128).fill(0),
    ...text('DICM'),
    ...element(TAG.TransferSyntaxUID, 'UI', text(transferSyntaxUid)),
    ...dataSet,
  ]);
