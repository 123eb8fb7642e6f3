import fc from '@ichor/testing/properties';
import { expect, test } from 'vitest';
import { slabShares } from './slab.ts';

const positions = fc
  .array(fc.double({ min: 0.3, max: 9, noNaN: true }), { minLength: 1, maxLength: 40 })
  .map((gaps) => gaps.map((_, i) => gaps.slice(0, i).reduce((at, gap) => at + gap, -70)));

test('shares sum to one wherever the slab is put', () => {
  fc.assert(
    fc.property(positions, fc.double({ min: -100, max: 300, noNaN: true }), (at, where) => {
      const total = slabShares(at, where, 5).reduce((sum, { share }) => sum + share, 0);
      expect(total).toBeCloseTo(1, 12);
    }),
  );
});

test('at a slice of a series as coarse as the slab, the slab is that slice alone', () => {
  expect(slabShares([0, 5, 10], 5, 5)).toEqual([{ slice: 1, share: 1 }]);
  expect(slabShares([0, 7, 14], 7, 5)).toEqual([{ slice: 1, share: 1 }]);
});

test('positions rounded in the header do not blur a slice', () => {
  expect(slabShares([0, 4.99, 10.01], 4.99, 5)).toEqual([{ slice: 1, share: 1 }]);
});

test('thin slices under the slab count by their length in it', () => {
  const shares = slabShares([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 5, 5);
  expect(shares.map(({ slice }) => slice)).toEqual([3, 4, 5, 6, 7]);
  for (const { share } of shares) expect(share).toBeCloseTo(0.2, 12);
});

test('beyond the ends the last slice is repeated', () => {
  expect(slabShares([0, 5, 10], 15, 5)).toEqual([{ slice: 2, share: 1 }]);
  expect(slabShares([0, 5, 10], -5, 5)).toEqual([{ slice: 0, share: 1 }]);
});

test('a neighbour at 5 mm in a series of 7 mm lies between two slices', () => {
  const [near, far] = slabShares([0, 7, 14], 5, 5);
  expect(near!.slice).toBe(0);
  expect(near!.share).toBeCloseTo(0.2, 12);
  expect(far!.share).toBeCloseTo(0.8, 12);
});
