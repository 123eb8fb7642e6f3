import { namedScores } from '@ichor/ct';
import { expect, it } from 'vitest';
import { alongStack, nearestSlice, scoreLines, topOfScale } from './score-strip-lines.ts';

it('places slices by their millimetres, unequal gaps too', () => {
  expect(alongStack([10, 20, 50])).toEqual([0, 0.25, 1]);
  expect(alongStack([10])).toEqual([0.5]);
  expect(nearestSlice([0, 0.25, 1], 0.6)).toBe(1);
  expect(nearestSlice([0, 0.25, 1], 0.7)).toBe(2);
});

it('draws the slices that were scored, in order, and leaves out what is not in the stack', () => {
  const slice = (sopInstanceUid: string, any: number) => ({
    sopInstanceUid,
    positionMm: 0,
    scores: namedScores([0, 0, 0, 0, 0, any]),
  });
  const lines = scoreLines(
    [slice('c', 0.25), slice('a', 1), slice('elsewhere', 1)],
    ['a', 'b', 'c'],
    [0, 0.5, 1],
  );
  expect(lines.map(({ type }) => type).at(-1)).toBe('any');
  expect(lines.at(-1)!.path).toBe('M0.0000 1L0.0000 0.000L1.0000 0.750L1.0000 1Z');
  expect(topOfScale([slice('a', 0.31), slice('b', 0.02)])).toBe(0.4);
  expect(topOfScale([])).toBe(0.1);
  expect(scoreLines([], ['a'], [0])[0]!.path).toBe('');
});
