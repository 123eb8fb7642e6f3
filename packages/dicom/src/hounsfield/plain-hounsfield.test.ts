import fc from '@ichor/testing/properties';
import { describe, expect, test } from 'vitest';
import type { PixelDescription } from '../header/pixel-description.ts';
import { cellTable, PADDING, SATURATED } from '../pixels/cell-table.ts';
import { fillPadding } from '../pixels/padding.ts';
import { plainHounsfield } from './plain-hounsfield.ts';

const ordinary: PixelDescription = {
  rows: 3,
  columns: 6,
  frames: 1,
  bitsAllocated: 16,
  bitsStored: 12,
  highBit: 11,
  signed: false,
  slope: 1,
  intercept: -1024,
  rescaled: true,
  lut: undefined,
  padding: undefined,
};
const signed16 = { ...ordinary, bitsStored: 16, highBit: 15, signed: true, intercept: 0 };
const unsigned16 = { ...ordinary, bitsStored: 16, highBit: 15 };

/** By the table of cells, and what else it has to say. */
function lookedUp(cells: Uint16Array, description: PixelDescription) {
  const table = cellTable(description, false);
  const words = [...cells].map((cell) => table[cell] as number);
  const hu = Int16Array.from(words);
  const padding = words.filter((word) => word & PADDING).length;
  const inside = fillPadding(hu, cells, description, table, padding);
  return { hu, padding, inside, saturated: words.some((word) => word & SATURATED) };
}

describe('Hounsfield units two at a time', () => {
  const cell = fc.oneof(fc.nat(0xffff), fc.nat(4095), fc.constantFrom(0, 1, 0x7fff, 0x8000, 0xffff, 63536));
  const descriptions = fc
    .record({
      bitsStored: fc.integer({ min: 1, max: 16 }),
      signed: fc.boolean(),
      intercept: fc.oneof(
        fc.constantFrom(0, -1024, -1000, 1, -32767, 40000),
        fc.integer({ min: -70000, max: 70000 }),
      ),
      padding: fc.option(fc.constantFrom(0, 1, 63536, -2000, -32768, 0x8000), { nil: undefined }),
    })
    .map(({ bitsStored, signed, intercept, padding }): PixelDescription => {
      const own = padding === undefined ? undefined : signed ? (padding << 16) >> 16 : padding & 0xffff;
      return {
        ...ordinary,
        bitsStored,
        highBit: bitsStored - 1,
        signed,
        intercept,
        padding: own === undefined ? undefined : [own, own],
      };
    });

  test('are those of a look-up a pixel, or none', () => {
    let plain = 0;
    fc.assert(
      fc.property(descriptions, fc.array(cell, { minLength: 18, maxLength: 18 }), (description, values) => {
        const cells = Uint16Array.from(values);
        const found = plainHounsfield(cells, description);
        if (found === undefined) return;
        plain++;
        expect({ ...found, inside: 0, saturated: false }).toEqual(lookedUp(cells, description));
      }),
      { numRuns: 3000, seed: 20261125 },
    );
    expect(plain).toBeGreaterThan(200);
  });

  test.each([
    ['12 bits', ordinary, (i: number) => i],
    ['12 bits, signed', { ...ordinary, signed: true, intercept: 0 }, (i: number) => i],
    ['16 bits, signed', signed16, (i: number) => i - 1024],
    ['16 bits, signed, with an intercept', { ...signed16, intercept: -1024 }, (i: number) => i],
    ['16 bits', unsigned16, (i: number) => i],
    [
      'padding of 16 bits',
      { ...unsigned16, padding: [63536, 63536] as const },
      (i: number) => (i % 64 < 3 ? 63536 : i),
    ],
    ['padding', { ...signed16, padding: [-2000, -2000] as const }, (i: number) => (i % 64 < 3 ? -2000 : i)],
  ])('are had of every ordinary slice: %s', (_, description, at) => {
    const cells = Uint16Array.from({ length: 4096 }, (__, i) => at(i));
    const shape = { ...description, rows: 64, columns: 64 };
    const { hu, padding } = lookedUp(cells, shape);
    expect(plainHounsfield(cells, shape)).toEqual({ hu, padding });
  });

  test('are not had where a value is saturated, or padding lies inside', () => {
    const inside = Uint16Array.from({ length: 18 }, (_, i) => (i === 8 ? -2000 : i));
    expect(plainHounsfield(inside, { ...signed16, padding: [-2000, -2000] })).toBeUndefined();
    const lowest = Uint16Array.from({ length: 18 }, (_, i) => (i === 17 ? -32768 : i));
    expect(plainHounsfield(lowest, signed16)).toBeUndefined();
    expect(plainHounsfield(lowest, unsigned16)).toBeUndefined();
    expect(plainHounsfield(new Uint8Array(18), ordinary)).toBeUndefined();
    expect(plainHounsfield(new Uint16Array(17), ordinary)).toBeUndefined();
  });
});
