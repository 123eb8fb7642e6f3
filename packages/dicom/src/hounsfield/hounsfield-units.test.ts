import { mergeHistograms, type SliceValues } from '@ichor/ct';
import { expect, test } from 'vitest';
import type { PixelDescription } from '../header/pixel-description.ts';
import { readHead, UNSIGNED_12 } from '../testing/stored-head.ts';
import { hounsfieldUnits } from './hounsfield-units.ts';

const description: PixelDescription = {
  rows: 4,
  columns: 4,
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
};

function recorded(cells: readonly number[], of: Partial<PixelDescription> = {}) {
  const codes: string[] = [];
  const { values } = hounsfieldUnits(Uint16Array.from(cells), { ...description, ...of }, (code) => {
    codes.push(code);
  });
  return { values, codes };
}

/** A 4 x 4 picture whose four inner pixels are these. */
const around = (edge: number, [a, b, c, d]: readonly [number, number, number, number]): number[] => [
  edge,
  edge,
  edge,
  edge,
  edge,
  a,
  b,
  edge,
  edge,
  c,
  d,
  edge,
  edge,
  edge,
  edge,
  edge,
];

const counted = ({ sample }: Pick<SliceValues, 'sample'>): number =>
  sample.histogram.total + (sample.edge?.count ?? 0);

test('the record names bits, sign, slope, intercept and where they come from', () => {
  const cells = around(24, [1057, 1060, 1100, 2000]);
  expect(recorded(cells).values).toMatchObject({
    bitsStored: 16,
    signed: false,
    slope: 1,
    intercept: -1024,
    rescale: 'header',
    repair: undefined,
    storedRange: [24, 2000],
    sample: { edge: { hu: -1000, count: 12 }, histogram: { total: 4 } },
  });
  expect(recorded(cells, { rescaled: false, intercept: 0 }).values).toMatchObject({ rescale: 'assumed' });
  const lut = { first: 0, entries: Uint16Array.of(0, 1) };
  expect(recorded(cells, { lut }).values).toMatchObject({ rescale: 'table' });
});

test('padding is counted where it was filled and where it was left, and is no part of the sample', () => {
  const { values, codes } = recorded(around(5000, [5000, 1060, 1100, 2000]), { padding: [5000, 5000] });
  expect(values).toMatchObject({ paddingFilled: 13, paddingInside: 0, storedRange: [1060, 2000] });
  expect(counted(values)).toBe(3);
  expect(codes).toEqual([]);
  const inside = [...around(24, [24, 24, 24, 24])];
  inside[5] = 5000;
  const left = recorded(inside, { padding: [5000, 5000] });
  expect(left.values).toMatchObject({ paddingFilled: 0, paddingInside: 1 });
  expect(left.codes).toEqual(['padding-inside']);
});

test('values that were cut are counted at either end', () => {
  const { values, codes } = recorded(around(0, [100, 60000, 65000, 1]), { slope: 2, intercept: -40000 });
  expect(values).toMatchObject({ saturatedLow: 14, saturatedHigh: 2 });
  expect(codes).toEqual(['saturated']);
});

test('bits above those that are stored are told, but neither the sign nor padding beyond them', () => {
  const twelve = { bitsStored: 12, highBit: 11 };
  const cells = around(24, [1057, 0x1000 + 1057, 1100, 2000]);
  expect(recorded(cells, twelve).codes).toEqual(['bits-beyond-stored']);
  expect(recorded(cells, { ...twelve, padding: [0x1000 + 1057, 0x1000 + 1057] }).codes).not.toContain(
    'bits-beyond-stored',
  );
  expect(recorded(around(0xfc18, [33, 33, 33, 33]), { ...twelve, signed: true, intercept: 0 }).codes).toEqual(
    [],
  );
});

test('bits below those that are stored are told, signed or not', () => {
  const high = { bitsStored: 12, highBit: 15, intercept: -1024 };
  const cells = around(24 << 4, [1057 << 4, 1100 << 4, 1000 << 4, 2000 << 4]);
  expect(recorded(cells, high).codes).toEqual([]);
  cells[5]! |= 4;
  expect(recorded(cells, high).codes).toEqual(['bits-beyond-stored']);
  expect(recorded(cells, { ...high, signed: true }).codes).toEqual(['bits-beyond-stored']);
});

test('corners that compression with loss has smeared are an edge, if they are lower than air can be', () => {
  const cells = Array.from({ length: 16 }, (_, i) => (i < 12 ? 100 + (i % 3) : 3000));
  cells[12] = 102;
  cells[15] = 101;
  const low = recorded(cells, { intercept: -3000 }).values.sample;
  expect(low.edge).toMatchObject({ hu: -2900, count: 14 });
  expect(low.histogram.total).toBe(2);
  expect(recorded(cells, { intercept: -1100 }).values.sample.edge).toBeUndefined();
});

test('a sample of some thousand pixels shows what all of them do', async () => {
  const slices = await readHead(UNSIGNED_12, { slices: 3 });
  const merged = mergeHistograms(slices.map(({ values }) => values!.sample.histogram));
  expect(merged.total).toBe(3 * 64 * 64);
});
