import { namedScores } from '@ichor/ct';
import { exampleBundle } from '@ichor/testing/example-bundle';
import { expect, test } from 'vitest';
import { callsOf } from './calls-of.ts';

const calledAt = (threshold: number, score: number) =>
  callsOf(namedScores([score, 0, 0, 0, 0, 0]), exampleBundle({ threshold }));

test('a score that equals its threshold is a call, and one below it is none', () => {
  expect(calledAt(0.5, 0.5).map(({ type }) => type)).toEqual(['epidural']);
  expect(calledAt(0.5, 0.4999)).toEqual([]);
  expect(calledAt(0.5, 0.5001)).toHaveLength(1);
});

test('what equals after rounding to the four digits of a report is a call too', () => {
  expect(calledAt(0.50004, 0.49996)).toMatchObject([{ score: 0.5, threshold: 0.5 }]);
  expect(calledAt(0.50006, 0.50004)).toEqual([]);
});

test('calls follow the order of the types, and say where their thresholds are from', () => {
  const bundle = exampleBundle({ threshold: 0.2 });
  const calls = callsOf(namedScores([0.3, 0.1, 0.2, 0.1, 0.1, 0.9]), bundle);
  expect(calls.map(({ type }) => type)).toEqual(['epidural', 'intraventricular', 'any']);
  expect(calls[0]!.thresholdFrom).toBe(bundle.operatingPoints[0]!.thresholds.epidural.from);
});
