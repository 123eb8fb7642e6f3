import { expect, test } from 'vitest';
import { type Check, checkLine, isProved, skipped, tally, tallyLine } from './check.ts';

const good: Check = { name: 'good', passed: true, figures: '1' };
const bad: Check = { name: 'bad', passed: false, figures: '2' };
const absent = skipped('absent', 'no Python here');

test('what was skipped counts as skipped, and as nothing else', () => {
  expect(tallyLine(tally([good, bad, absent, good]))).toBe('2 passed, 1 failed, 1 skipped');
  expect(tally([{ ...good, skipped: true }])).toEqual({ passed: 0, failed: 0, skipped: 1 });
  expect([good, bad, absent].map(checkLine)).toEqual([
    'pass  good: 1',
    'FAIL  bad: 2',
    'skip  absent: no Python here',
  ]);
});

test('a skip fails a strict run and no other; a failure fails both, and so does a run of nothing', () => {
  const proved = (checks: Check[]) => [false, true].map((strict) => isProved(tally(checks), strict));
  expect(proved([good, good])).toEqual([true, true]);
  expect(proved([good, absent])).toEqual([true, false]);
  expect(proved([good, bad])).toEqual([false, false]);
  expect(proved([])).toEqual([false, false]);
});
