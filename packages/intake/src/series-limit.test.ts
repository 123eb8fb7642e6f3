import { expect, test } from 'vitest';
import { seriesLimit } from './series-limit.ts';

test('a series may have 2,048 slices of 512 x 512, or what the environment says', () => {
  expect(seriesLimit({})).toBe(2048 * 512 * 512 * 2);
  expect(seriesLimit({ ICHOR_SERIES_MIB: '4096' })).toBe(2 ** 32);
});

test.each(['0', '-1', 'much', 'Infinity'])('%j is no limit', (text) => {
  expect(() => seriesLimit({ ICHOR_SERIES_MIB: text })).toThrow('is no number of MiB');
});
