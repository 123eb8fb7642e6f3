import { tinySeries } from '@ichor/testing/tiny-series';
import { expect, test } from 'vitest';
import { incompleteness } from './incompleteness.ts';

const reasonOf = (missingSlices: number, unread: readonly string[] = [], leftOut: readonly string[] = []) =>
  incompleteness(
    tinySeries({
      slices: 10,
      series: {
        missingSlices,
        unreadableSopInstanceUids: [...unread, ...leftOut],
        leftOutSopInstanceUids: leftOut,
      },
    }),
  );

test('what could not be read, what was read and left out, and what is not there are told apart', () => {
  expect(reasonOf(0)).toBeUndefined();
  expect(reasonOf(0, ['a', 'b'])).toBe('2 slices of 12 could not be read');
  expect(reasonOf(0, [], ['a'])).toBe('1 slice of 11 was left out');
  expect(reasonOf(2, ['c'], ['a', 'b'])).toBe(
    '1 slice of 13 could not be read; 2 slices of 13 were left out; 2 slices seem to be missing',
  );
});
