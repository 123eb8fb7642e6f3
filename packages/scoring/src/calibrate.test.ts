import { HEMORRHAGE_TYPES } from '@ichor/ct';
import type { Calibration } from '@ichor/report';
import { expect, test } from 'vitest';
import { calibrate } from './calibrate.ts';
import { sigmoid } from './sigmoid.ts';

/** Type t has slope t + 1 and intercept -t / 2. */
const calibration: Calibration = {
  method: 'logistic',
  from: 'a test',
  perType: Object.fromEntries(
    HEMORRHAGE_TYPES.map((type, t) => [type, { slope: t + 1, intercept: -t / 2 }]),
  ) as Calibration['perType'],
};

test('each type is moved by its own slope and intercept, on its logit', () => {
  const logits = [1.5, -1.2, 0.4, 2, -0.3, 0.7, 0, 0, 0, 0, 0, 0];
  const moved = calibrate(Float64Array.from(logits, sigmoid), calibration);
  for (const [i, logit] of logits.entries())
    expect(moved[i]).toBeCloseTo(sigmoid(((i % 6) + 1) * logit - (i % 6) / 2), 12);
});

test('slope 1 and intercept 0 change nothing but the last bits, and 0 and 1 stay what they are', () => {
  const same = { slope: 1, intercept: 0 };
  const identity = { ...calibration, perType: { ...calibration.perType, epidural: same } };
  const first = (score: number) => calibrate(Float64Array.of(score, 0, 0, 0, 0, 0), identity)[0]!;
  for (const score of [1e-9, 0.1, 0.5, 0.999]) expect(first(score)).toBeCloseTo(score, 14);
  expect([first(0), first(1)]).toEqual([0, 1]);
});
