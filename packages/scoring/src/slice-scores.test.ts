import { expect, test } from 'vitest';
import { networkSamples } from './network-samples.ts';
import { sliceScores } from './slice-scores.ts';

const rows = (...values: number[]) =>
  Float64Array.from(values.flatMap((value) => [value, 0, 0, 0, 0, -value]));

test('each slice has all scores of the sample nearest to it', () => {
  const samples = networkSamples([0, 2, 4, 6, 8, 10, 12], { sliceThicknessMm: 5 });
  expect(sliceScores(rows(1, 2, 3), samples)).toEqual(rows(1, 1, 2, 2, 3, 3, 3));
});

test('scores of other samples are refused', () => {
  const samples = networkSamples([0, 5], { sliceThicknessMm: 5 });
  expect(() => sliceScores(rows(1, 2, 3), samples)).toThrow('18 scores of 2 samples');
});
