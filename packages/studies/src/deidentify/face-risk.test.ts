import { expect, test } from 'vitest';
import { couldShowFace, type Placed } from './face-risk.ts';

const stack = (count: number, gapMm: number, place = true): Placed[] =>
  Array.from({ length: count }, (_, i) => ({
    sliceThicknessMm: gapMm,
    ...(place && {
      imagePositionPatient: [0, 0, i * gapMm] as const,
      imageOrientationPatient: [1, 0, 0, 0, 1, 0] as const,
    }),
  }));

test('thin slices over a head could show a face; thick ones, and a few thin ones, could not', () => {
  expect(couldShowFace(stack(160, 1))).toBe(true);
  expect(couldShowFace(stack(50, 3))).toBe(true);
  expect(couldShowFace(stack(32, 5))).toBe(false);
  expect(couldShowFace(stack(20, 1))).toBe(false);
  expect(couldShowFace([])).toBe(false);
});

test('a hole, a duplicate or another order of the files makes no difference', () => {
  const slices = stack(160, 1).reverse();
  expect(couldShowFace([...slices.slice(0, 80), ...slices.slice(90), ...slices.slice(0, 5)])).toBe(true);
});

test('where slices have no position, their thickness and number decide', () => {
  expect(couldShowFace(stack(160, 1, false))).toBe(true);
  expect(couldShowFace(stack(32, 5, false))).toBe(false);
});
