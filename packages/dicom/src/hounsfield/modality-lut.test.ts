import { Malformed } from '@ichor/notices';
import { expect, test } from 'vitest';
import { DataSet, type Element } from '../part10/data-set.ts';
import { TAG } from '../tags.ts';
import { modalityLut } from './modality-lut.ts';

const words = (...values: number[]): number[] => values.flatMap((value) => [value & 255, (value >> 8) & 255]);

/** A Modality LUT Sequence of one item, implicit VR little endian. */
function withLut(descriptor: readonly number[], data: readonly number[]): DataSet {
  const element = (tag: number, value: readonly number[]): number[] => [
    ...words(tag >>> 16, tag & 0xffff, value.length, value.length >>> 16),
    ...value,
  ];
  const inside = [...element(TAG.LUTDescriptor, descriptor), ...element(TAG.LUTData, data)];
  const value = [...words(0xfffe, 0xe000, inside.length, inside.length >>> 16), ...inside];
  const sequence: Element = { vr: '', offset: 0, length: value.length, undefinedLength: false };
  return new DataSet(Uint8Array.from(value), new Map([[TAG.ModalityLUTSequence, sequence]]), {
    explicit: false,
    littleEndian: true,
  });
}

test('the first value is signed where the stored values are', () => {
  const attributes = withLut(words(2, -5, 16), words(10, 40000));
  expect(modalityLut(attributes, true)).toEqual({ first: -5, entries: Uint16Array.of(10, 40000) });
  expect(modalityLut(attributes, false).first).toBe(65531);
});

test('0 entries are 65536', () => {
  const entries = Array.from({ length: 65536 }, (_, i) => i);
  const { entries: read } = modalityLut(withLut(words(0, 0, 16), words(...entries)), false);
  expect(read).toHaveLength(65536);
  expect(read[65535]).toBe(65535);
});

test('entries of 8 bits are read from bytes and from words', () => {
  expect([...modalityLut(withLut(words(3, 0, 8), [7, 8, 9, 0]), false).entries]).toEqual([7, 8, 9]);
  expect([...modalityLut(withLut(words(3, 0, 8), words(7, 8, 9)), false).entries]).toEqual([7, 8, 9]);
});

test('data beyond the table is left out', () => {
  const { entries } = modalityLut(withLut(words(2, 0, 16), words(7, 8, 9, 10)), false);
  expect(entries).toEqual(Uint16Array.of(7, 8));
});

test('a table that is shorter than it says, or lacks a part, is refused', () => {
  for (const attributes of [withLut(words(3, 0, 16), words(1, 2)), withLut(words(3), words(1, 2, 3))]) {
    expect(() => modalityLut(attributes, false)).toThrow(Malformed);
  }
});
