import { namedScores } from '@ichor/ct';
import { expect, it } from 'vitest';
import { compareWithTruth } from './compare-with-truth.ts';

const bleed = { type: 'subdural', side: 'left', place: 'convexity', volumeMl: 12 } as const;
const call = (type: 'subdural' | 'epidural' | 'any') => ({
  type,
  score: 0.8,
  threshold: 0.4,
  thresholdFrom: 'x',
});
const scores = namedScores([0.8, 0.1, 0.1, 0.1, 0.3, 0.9]);
const verdicts = (of: ReturnType<typeof compareWithTruth>) =>
  Object.fromEntries(of.map(({ type, verdict }) => [type, verdict]));

it('tells what was found, missed and called wrongly', () => {
  const compared = compareWithTruth([bleed], { scores, calls: [call('epidural'), call('any')] });
  expect(verdicts(compared)).toEqual({ epidural: 'false-call', subdural: 'missed', any: 'found' });
});

it('judges nothing before the study is read', () => {
  expect(verdicts(compareWithTruth([bleed], { scores: null, calls: [] }))).toEqual({
    subdural: 'unread',
    any: 'unread',
  });
});

it('has nothing to say of a patient without blood of whom nothing was called', () => {
  expect(compareWithTruth([], { scores, calls: [] })).toEqual([]);
});
