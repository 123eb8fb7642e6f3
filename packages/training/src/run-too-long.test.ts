import { expect, test } from 'vitest';
import { runTooLong } from './run-too-long.ts';

const ahead = { recipe: { title: 'Long', size: 224 }, slicesOfSource: 677_523, mostHours: 48 };

test('a run of as many hours as are allowed goes on', () => {
  expect(runTooLong({ ...ahead, secondsLeft: 48 * 3600, secondsInAll: 60 * 3600 })).toBeUndefined();
});

test('a longer one is refused with its hours, and with what fewer slices and a smaller size would take', () => {
  const refused = () => {
    throw runTooLong({ ...ahead, secondsLeft: 300 * 3600, secondsInAll: 375 * 3600 });
  };
  expect(refused).toThrow(/300 hours.*48 are allowed/s);
  expect(refused).toThrow(/--limit 86722 .* 48 hours, with --set size=128 about 122/s);
});
