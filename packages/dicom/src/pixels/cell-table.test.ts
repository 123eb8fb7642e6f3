import fc from '@ichor/testing/properties';
import { expect, test } from 'vitest';
import type { PixelDescription } from '../header/pixel-description.ts';
import { cellTable, PADDING, SATURATED } from './cell-table.ts';

const description = (of: Partial<PixelDescription> = {}): PixelDescription => ({
  rows: 1,
  columns: 1,
  frames: 1,
  bitsAllocated: 16,
  bitsStored: 16,
  highBit: 15,
  signed: false,
  slope: 1,
  intercept: -1024,
  rescaled: true,
  lut: undefined,
  padding: undefined,
  ...of,
});

/** The table taken apart. */
const meanings = (of: Partial<PixelDescription>, repair = false) => {
  const table = cellTable(description(of), repair);
  return { hu: new Int16Array(table), flags: table.map((word) => word & (PADDING | SATURATED)) };
};

test('values beyond 16 bits are saturated at 32767 on either side, and flagged', () => {
  const { hu, flags } = meanings({ intercept: 0, slope: 2, signed: true });
  expect([hu[0x7fff], hu[0x8000], hu[16383]]).toEqual([32767, -32767, 32766]);
  expect([flags[0x7fff], flags[0x8000], flags[16383], flags[16384]]).toEqual([
    SATURATED,
    SATURATED,
    0,
    SATURATED,
  ]);
});

// A cell as it lies in the file -> Hounsfield units, worked out by hand.
test.each<[string, Partial<PixelDescription>, cell: number, hu: number]>([
  ['unsigned, slope 1', { slope: 1, intercept: -1000 }, 1100, 100],
  ['unsigned, slope 2', { slope: 2, intercept: -1024 }, 600, 176],
  [
    'unsigned of 12 bits, slope 2.5',
    { bitsStored: 12, highBit: 11, slope: 2.5, intercept: -100 },
    4046,
    10015,
  ],
  ['signed, slope 2', { signed: true, slope: 2, intercept: 10 }, 0xffce, -90],
  ['signed, a fraction for slope', { signed: true, slope: 0.5, intercept: -20 }, 0xff9c, -70],
  [
    'signed of 12 bits, slope 2.5',
    { signed: true, bitsStored: 12, highBit: 11, slope: 2.5, intercept: -100 },
    0xfce,
    -225,
  ],
  ['a fraction for slope and for intercept', { slope: 0.25, intercept: 0.5 }, 30, 8],
  ['a tie', { slope: 1.5, intercept: -3000 }, 2001, 2],
])('a value is taken times the slope, then the intercept is added: %s', (_, of, cell, hu) => {
  expect(meanings(of).hu[cell]).toBe(hu);
});

test('any layout of bits gives back the value that was put into it, whatever lies in the other bits', () => {
  const layouts = fc
    .tuple(fc.integer({ min: 1, max: 16 }), fc.nat(15), fc.boolean())
    .filter(([stored, high]) => high + 1 >= stored);
  fc.assert(
    fc.property(layouts, fc.nat(65535), fc.nat(65535), ([bitsStored, highBit, signed], raw, noise) => {
      const shift = highBit + 1 - bitsStored;
      const mask = 2 ** bitsStored - 1;
      const unsigned = raw & mask;
      const value = signed && unsigned >= 2 ** (bitsStored - 1) ? unsigned - 2 ** bitsStored : unsigned;
      const cell = (unsigned << shift) | (noise & ~(mask << shift) & 0xffff);
      const { hu } = meanings({ bitsStored, highBit, signed, intercept: -20000 });
      expect(hu[cell]).toBe(Math.max(-32767, Math.min(32767, value - 20000)));
    }),
    { numRuns: 200 },
  );
});

test('padding is told by its range, in stored values or in whole cells', () => {
  const { flags } = meanings({ signed: true, padding: [-2001, -2000] });
  expect([-2002, -2001, -2000, -1999].map((value) => flags[value & 0xffff])).toEqual([
    0,
    PADDING,
    PADDING,
    0,
  ]);
  // -2000 in a cell of 16 bits of which 12 are stored, unsigned.
  const twelve = meanings({ bitsStored: 12, highBit: 11, padding: [63536, 63536] });
  expect([twelve.flags[63536], twelve.flags[63536 & 4095]]).toEqual([PADDING, 0]);
});

test('unwrapped 12-bit values are the signed ones', () => {
  const { hu } = meanings({ bitsStored: 12, highBit: 11, intercept: 0 }, true);
  expect([3096, 4095, 0, 40, 3095].map((cell) => hu[cell])).toEqual([-1000, -1, 0, 40, 3095]);
});

test('a table in place of slope and intercept has its first and last entry for the values beside it', () => {
  const { hu, flags } = meanings({ lut: { first: -1, entries: Uint16Array.of(5, 6, 40000) }, signed: true });
  expect([-7, -1, 0, 1, 900].map((value) => hu[value & 0xffff])).toEqual([5, 5, 6, 32767, 32767]);
  expect(flags[1]).toBe(SATURATED);
});
