import { expect, test } from 'vitest';
import { weightedLogLoss } from './weighted-log-loss.ts';

const none = [0, 0, 0, 0, 0, 0];

test('one half everywhere costs ln 2, whatever the labels', () => {
  expect(weightedLogLoss(Array(12).fill(0.5), [...none, 1, 0, 1, 0, 1, 1])).toBeCloseTo(Math.LN2, 14);
});

test('any counts twice: a mistake in it costs twice that in another type', () => {
  const loss = (at: number) => {
    const probabilities = [0, 0, 0, 0, 0, 0];
    probabilities[at] = 0.9;
    return weightedLogLoss(probabilities, none);
  };
  expect(loss(0)).toBeCloseTo(-Math.log(0.1) / 7, 12);
  expect(loss(5)).toBeCloseTo((-2 * Math.log(0.1)) / 7, 12);
});

test('a certain mistake costs no more than the clip at 1e-15, on either side', () => {
  const wrongYes = weightedLogLoss([1, 0, 0, 0, 0, 0], none);
  const wrongNo = weightedLogLoss(none, [1, 0, 0, 0, 0, 0]);
  // 1 - (1 - 1e-15) isn't 1e-15 in float64 but the nearest number it can hold, 9.99e-16.
  expect(wrongYes).toBeCloseTo(-Math.log(1 - (1 - 1e-15)) / 7, 10);
  expect(wrongNo).toBeCloseTo(-Math.log(1e-15) / 7, 10);
});

test('a slice computed by hand: weights 1, 1, 1, 1, 1, 2 over 7', () => {
  const probabilities = [0.1, 0.8, 0.2, 0.3, 0.05, 0.9];
  const labels = [0, 1, 0, 0, 0, 1];
  const byHand =
    -(Math.log(0.9) + Math.log(0.8) + Math.log(0.8) + Math.log(0.7) + Math.log(0.95) + 2 * Math.log(0.9)) / 7;
  expect(weightedLogLoss(probabilities, labels)).toBeCloseTo(byHand, 14);
});

test('rows that are named twice count twice', () => {
  const probabilities = [...Array(6).fill(0.5), ...Array(6).fill(0.2)];
  const labels = [...none, ...none];
  const [a, b] = [weightedLogLoss(probabilities, labels, [0]), weightedLogLoss(probabilities, labels, [1])];
  expect(weightedLogLoss(probabilities, labels, [0, 1, 1])).toBeCloseTo((a + 2 * b) / 3, 14);
});

test('what is no probability is refused', () => {
  expect(() => weightedLogLoss([Number.NaN, 0, 0, 0, 0, 0], none)).toThrow('row 0 holds NaN');
  expect(() => weightedLogLoss([1.1, 0, 0, 0, 0, 0], none)).toThrow('not a probability');
  expect(() => weightedLogLoss([0.5], none)).toThrow(RangeError);
  expect(() => weightedLogLoss([], [])).toThrow('no slices');
});
