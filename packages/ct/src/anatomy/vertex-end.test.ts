import { expect, test } from 'vitest';
import type { Slice } from '../series/slice.ts';
import { withoutPixels } from '../series/without-pixels.ts';
import { drawnSlice, head } from '../testing/drawn-slice.ts';
import { vertexEnd } from './vertex-end.ts';

const RADIUS = 72;
const rising = (from: number, to: number): number[] =>
  Array.from({ length: Math.floor((to - from) / 6) + 1 }, (_, i) => from + 6 * i);

/** A ball of brain in a skull: bone and air lie in it below -10 mm, a neck below -40. */
function section(z: number): Slice {
  const radius = Math.sqrt(Math.max(1, RADIUS ** 2 - z ** 2));
  if (z < -40) return drawnSlice((y, x) => (Math.hypot(y, x) < 60 ? 55 : -1000));
  return drawnSlice(
    head(radius, radius, (y, x) =>
      z > -10 ? 35 : Math.hypot(y, x - 30) < 18 ? 800 : Math.hypot(y, x + 30) < 15 ? -900 : 35,
    ),
  );
}

const bothWays = (zs: readonly number[]) => {
  const slices = zs.map(section);
  expect(vertexEnd(slices.map(withoutPixels))).toBe(vertexEnd(slices));
  return [vertexEnd(slices), vertexEnd(slices.toReversed())];
};

test.each([
  ['a whole head', -40, 68],
  ['a head with its neck', -90, 68],
  ['a head without its vertex', -40, 20],
  ['the upper part of a head', 10, 68],
])('%s tells where the vertex is, either way round', (_, from, to) => {
  expect(bothWays(rising(from, to))).toEqual(['last', 'first']);
});

test('the middle of a head, few slices, and pictures of unknown size tell nothing', () => {
  expect(bothWays(rising(-6, 30))).toEqual([undefined, undefined]);
  expect(vertexEnd(rising(-40, -16).map(section))).toBeUndefined();
  const bare = rising(-40, 68).map((z) => ({ ...section(z), pixelSpacing: undefined }));
  expect(vertexEnd(bare)).toBeUndefined();
  expect(vertexEnd([])).toBeUndefined();
});
