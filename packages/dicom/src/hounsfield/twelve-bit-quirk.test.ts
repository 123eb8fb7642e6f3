import { expect, test } from 'vitest';
import type { PixelDescription } from '../header/pixel-description.ts';
import { twelveBitVerdict } from './twelve-bit-quirk.ts';

const SIZE = 32;
const candidate: PixelDescription = {
  rows: SIZE,
  columns: SIZE,
  frames: 1,
  bitsAllocated: 16,
  bitsStored: 12,
  highBit: 11,
  signed: false,
  slope: 1,
  intercept: 0,
  rescaled: true,
  lut: undefined,
  padding: undefined,
};
/** A background with a head of 40 in its middle, which is larger than the background. */
const head = (background: number): Uint16Array =>
  Uint16Array.from({ length: SIZE * SIZE }, (_, i) => {
    const [y, x] = [Math.floor(i / SIZE), i % SIZE];
    return Math.min(y, x, SIZE - 1 - y, SIZE - 1 - x) < 3 ? background : 40;
  });
const verdict = (background: number, of: Partial<PixelDescription> = {}) =>
  twelveBitVerdict(head(background), { ...candidate, ...of });

test('is certain only where the background falls to -1000 +- 100 HU', () => {
  expect([3000, 3095, 3096, 3150, 3196, 3197, 4095].map((background) => verdict(background))).toEqual([
    'suspect',
    'suspect',
    'certain',
    'certain',
    'certain',
    'suspect',
    'suspect',
  ]);
});

test('is suspect where the background is not high', () => {
  expect([0, 24, 2999].map((background) => verdict(background))).toEqual(['suspect', 'suspect', 'suspect']);
});

test('is no question with an intercept of -100 or less, signed values, or other bits', () => {
  expect(verdict(3096, { intercept: -100 })).toBe('sound');
  expect(verdict(3096, { intercept: -1024 })).toBe('sound');
  expect(verdict(3096, { signed: true })).toBe('sound');
  expect(verdict(3096, { bitsStored: 16, highBit: 15 })).toBe('sound');
  expect(verdict(3096, { intercept: -99 })).toBe('certain');
});

test('does not take padding for the background', () => {
  const cells = head(0);
  for (let i = 0; i < SIZE; i++) cells[i] = 3096;
  expect(twelveBitVerdict(cells, candidate)).toBe('suspect');
  expect(twelveBitVerdict(cells, { ...candidate, padding: [0, 0] })).toBe('certain');
});
