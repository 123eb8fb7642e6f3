import fc from '@ichor/testing/properties';
import { expect, test } from 'vitest';
import {
  BIN_HU,
  commonestValue,
  countBetween,
  histogramOf,
  LOWEST_BIN_HU,
  mapHistogram,
  mergeHistograms,
} from './value-histogram.ts';

const values = fc.array(fc.integer({ min: -4000, max: 8000 }), { minLength: 1, maxLength: 200 });
/** To the lower end of its bin. */
const binned = (hu: number) => Math.floor((hu - LOWEST_BIN_HU) / BIN_HU) * BIN_HU + LOWEST_BIN_HU;

test('every value is counted once, and counts between two bins are those of the values', () => {
  fc.assert(
    fc.property(values, fc.integer({ min: -1000, max: 1000 }), (all, low) => {
      const histogram = histogramOf(all);
      const [from, to] = [binned(low), binned(low + 400)];
      expect(histogram.total).toBe(all.length);
      expect(countBetween(histogram, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)).toBe(all.length);
      expect(countBetween(histogram, from, to)).toBe(all.filter((hu) => hu >= from && hu < to).length);
    }),
  );
});

test('merging is counting together, and shifting by whole bins is shifting the values', () => {
  fc.assert(
    fc.property(values, values, fc.integer({ min: -20, max: 20 }), (a, b, bins) => {
      expect(mergeHistograms([histogramOf(a), histogramOf(b)])).toEqual(histogramOf(a, b));
      const shift = (hu: number) => hu + BIN_HU * bins;
      expect(mapHistogram(histogramOf(a), shift)).toEqual(histogramOf(a.map(shift)));
    }),
  );
});

test('values beyond the bins are counted in the outermost', () => {
  const histogram = histogramOf([-32767, 32767]);
  expect(histogram.total).toBe(2);
  expect(histogram.firstHu).toBe(LOWEST_BIN_HU);
});

test('the commonest value is the middle of its bin, wherever noise puts single bins higher', () => {
  expect(commonestValue(histogramOf([40, 40, 41, 900]), 0, 100)).toBe(42);
  expect(commonestValue(histogramOf([900]), 0, 100)).toBeUndefined();
  const hill = [20, 24, 28, 28, 32, 32, 32, 36, 36, 40];
  expect(commonestValue(histogramOf(hill, [80, 80, 80]), 0, 100)).toBe(34);
});
