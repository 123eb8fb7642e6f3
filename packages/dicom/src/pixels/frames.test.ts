import { SEQUENCE_END as END, item, little, open } from '@ichor/testing/elements';
import fc from '@ichor/testing/properties';
import { describe, expect, test } from 'vitest';
import type { PixelDescription } from '../header/pixel-description.ts';
import { DataSet, type Element } from '../part10/data-set.ts';
import { ElementParser } from '../part10/element-parser.ts';
import { TAG } from '../tags.ts';
import { encodedFrames } from './frames.ts';

const description = (frames: number): PixelDescription => ({
  rows: 2,
  columns: 3,
  frames,
  bitsAllocated: 16,
  bitsStored: 16,
  highBit: 15,
  signed: false,
  slope: 1,
  intercept: 0,
  rescaled: true,
  lut: undefined,
  padding: undefined,
});

interface Table {
  readonly offsets: readonly number[];
  readonly lengths?: readonly number[];
}

/** A data set of pixels in fragments, with a basic offset table, an extended one, or none. */
function fragmented(
  fragments: readonly (readonly number[])[],
  basic: readonly number[] = [],
  extended?: Table,
  pack = item,
): DataSet {
  const bytes: number[] = [];
  const elements = new Map<number, Element>();
  const add = (tag: number, vr: string, value: readonly number[], undefinedLength = false): void => {
    elements.set(tag, { vr, offset: bytes.length, length: value.length, undefinedLength });
    for (const byte of value) bytes.push(byte);
  };
  if (extended) {
    add(
      TAG.ExtendedOffsetTable,
      'OV',
      extended.offsets.flatMap((offset) => little(offset, 8)),
    );
    add(
      TAG.ExtendedOffsetTableLengths,
      'OV',
      (extended.lengths ?? []).flatMap((length) => little(length, 8)),
    );
  }
  const table = item(basic.flatMap((offset) => little(offset, 4)));
  add(TAG.PixelData, 'OB', [...table, ...fragments.flatMap((fragment) => pack(fragment)), ...END], true);
  return new DataSet(Uint8Array.from(bytes), elements, { explicit: true, littleEndian: true });
}

const plain = (bytes: readonly number[], vr = 'OW', littleEndian = true): DataSet =>
  new DataSet(
    Uint8Array.from(bytes),
    new Map([[TAG.PixelData, { vr, offset: 0, length: bytes.length, undefinedLength: false }]]),
    { explicit: true, littleEndian },
  );

function cut(dataSet: DataSet, frames: number, encapsulated = true) {
  const codes: string[] = [];
  const found = encodedFrames(dataSet, description(frames), encapsulated, (code) => codes.push(code));
  return { frames: found.frames.map((frame) => [...frame]), codes };
}

/** Frames that begin as JPEG does, each in one to four fragments. */
const framesInFragments = fc.array(
  fc
    .tuple(fc.array(fc.nat(254), { minLength: 1, maxLength: 40 }), fc.array(fc.nat(40), { maxLength: 3 }))
    .map(([body, cuts]) => {
      const bytes = [0xff, 0xd8, 0xff, 0xe0, ...body];
      // The mark of the beginning is not cut in two.
      const at = [...new Set(cuts.map((where) => Math.min(bytes.length - 1, where + 4)))].sort(
        (a, b) => a - b,
      );
      return [0, ...at].map((start, i) => bytes.slice(start, at[i]));
    }),
  { minLength: 1, maxLength: 5 },
);
const startsOf = (frames: readonly (readonly (readonly number[])[])[]): number[] => {
  let offset = 0;
  return frames.map((fragments) => {
    const start = offset;
    for (const fragment of fragments) offset += 8 + fragment.length;
    return start;
  });
};

describe('pixels in fragments', () => {
  test('are cut into the same frames with a basic offset table, an extended one and without any', () => {
    fc.assert(
      fc.property(framesInFragments, (frames) => {
        const fragments = frames.flat();
        const want = { frames: frames.map((parts) => parts.flat()), codes: [] };
        const starts = startsOf(frames);
        expect(cut(fragmented(fragments), frames.length)).toEqual(want);
        expect(cut(fragmented(fragments, starts), frames.length)).toEqual(want);
        expect(cut(fragmented(fragments, [], { offsets: starts }), frames.length)).toEqual(want);
      }),
    );
  });

  test('of the extended offset table have the lengths that it gives', () => {
    const fragments = [
      [0xff, 0xd8, 0xff, 1, 0],
      [0xff, 0xd8, 0xff, 2, 0],
    ];
    const table = { offsets: [0, 13], lengths: [4, 5] };
    expect(cut(fragmented(fragments, [], table), 2).frames).toEqual([[0xff, 0xd8, 0xff, 1], fragments[1]]);
  });

  test('whose offset table is wrong are told apart by what they hold, with a notice', () => {
    const fragments = [
      [0xff, 0xd8, 0xff, 1],
      [2, 3],
      [0xff, 0xd8, 0xff, 4],
    ];
    for (const basic of [[0, 999], [0], [12, 0], [0, 0]]) {
      expect(cut(fragmented(fragments, basic), 2)).toEqual({
        frames: [
          [0xff, 0xd8, 0xff, 1, 2, 3],
          [0xff, 0xd8, 0xff, 4],
        ],
        codes: ['offset-table-wrong'],
      });
    }
    const far = { offsets: [0, 2 ** 52] };
    expect(cut(fragmented(fragments, [], far), 2).codes).toEqual(['offset-table-wrong']);
  });

  test('of odd length are read, whether the byte that makes them even is counted, missing or uncounted', () => {
    const odd = [
      [0xff, 0xd8, 0xff, 1, 2],
      [0xff, 0xd8, 0xff, 3, 4, 5],
      [0xff, 0xd8, 0xff, 6, 7],
    ];
    const uncounted = (fragment: readonly number[]) => [
      ...item(fragment),
      ...(fragment.length % 2 === 1 ? [0] : []),
    ];
    expect(cut(fragmented(odd), 3)).toEqual({ frames: odd, codes: [] });
    const dataSet = fragmented(odd, [], undefined, uncounted);
    expect(cut(dataSet, 3)).toEqual({ frames: odd, codes: ['fragment-longer'] });
    // The parser, too, finds the end of them.
    const bytes = Uint8Array.from(open(TAG.PixelData, [...item([]), ...odd.flatMap(uncounted)], 'OB'));
    const elements = new Map<number, Element>();
    new ElementParser(bytes, { explicit: true, littleEndian: true }).elements(0, bytes.length, elements);
    expect(elements.get(TAG.PixelData)?.length).toBe(dataSet.value(TAG.PixelData)?.length);
  });

  test('as many as a file can hold are told apart in time that grows with their number', () => {
    const fragments = Array.from({ length: 400_000 }, () => [] as number[]);
    const dataSet = fragmented(
      fragments,
      fragments.map((_, i) => 8 * i),
    );
    // With the square of their number this runs into the time a test is given.
    const { frames } = encodedFrames(dataSet, description(fragments.length), true, () => {});
    expect(frames).toHaveLength(fragments.length);
  });

  test('that are more frames than the header says are left out, with a notice', () => {
    const fragments = [
      [0xff, 0xd8, 0xff, 1],
      [0xff, 0xd8, 0xff, 2],
    ];
    expect(cut(fragmented(fragments), 1)).toEqual({
      frames: [[0xff, 0xd8, 0xff, 1]],
      codes: ['pixel-data-long'],
    });
  });

  test('that are fewer frames than the header says, or can not be told apart, are refused', () => {
    const code = (fragments: readonly (readonly number[])[], frames: number): string => {
      try {
        cut(fragmented(fragments), frames);
        return '';
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    expect(code([[0xff, 0xd8, 0xff, 1]], 2)).toBe('pixel-data-short');
    expect(code([[1], [2], [3]], 2)).toBe('pixel-data-corrupt');
    expect(code([], 1)).toBe('no-pixel-data');
  });
});

describe('uncompressed pixels', () => {
  const twelve = Array.from({ length: 12 }, (_, i) => i);

  test('are cut by the size of a frame; a byte that makes the length even is nothing, more is a notice', () => {
    const two = [...twelve, ...twelve.map((byte) => byte + 100)];
    const frames = [two.slice(0, 12), two.slice(12)];
    expect(cut(plain(two), 2, false)).toEqual({ frames, codes: [] });
    expect(cut(plain([...two, 0]), 2, false)).toEqual({ frames, codes: [] });
    expect(cut(plain([...two, 0, 0]), 2, false)).toEqual({ frames, codes: ['pixel-data-long'] });
  });

  test('that are too short are refused, never filled up', () => {
    expect(() => cut(plain(twelve.slice(1)), 1, false)).toThrow('11 of 12 bytes');
    expect(() => cut(plain(twelve), 2, false)).toThrow('12 of 24 bytes');
    expect(() => cut(plain(twelve.slice(1)), 1, true)).toThrow('not cut into fragments');
  });

  test('in big endian have their bytes swapped, those of 8 bits too where they are written as words', () => {
    const swapped = twelve.map((_, i) => twelve[i ^ 1]);
    expect(cut(plain(twelve, 'OW', false), 1, false).frames).toEqual([swapped]);
    const eight = { ...description(2), bitsAllocated: 8, bitsStored: 8, highBit: 7 };
    const frames = (vr: string) =>
      encodedFrames(plain(twelve, vr, false), eight, false, () => {}).frames.map((frame) => [...frame]);
    expect(frames('OW').flat()).toEqual(swapped);
    expect(frames('OB').flat()).toEqual(twelve);
  });
});
