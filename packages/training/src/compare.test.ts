import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rocAuc, weightedLogLoss } from '@ichor/metrics';
import { isIchorError } from '@ichor/notices';
import { afterAll, expect, test } from 'vitest';
import { comparePredictions, compareWithBaselines } from './compare.ts';
import type { Predictions } from './predictions.ts';
import { noisyPrepared } from './testing/noisy-prepared.ts';

const home = await mkdtemp(join(tmpdir(), 'ichor-compare-'));
afterAll(() => rm(home, { recursive: true }));
const prepared = await noisyPrepared(home, 30);
const foldOf = new Map(prepared.patients.map((patient) => [patient, Number(patient.split('-')[1]) % 5]));
/** Predictions that know the truth, but for a blur. */
const predictions = (blur: number): Predictions => ({
  patients: prepared.patients,
  slices: prepared.slices,
  scores: Float64Array.from(
    prepared.labels,
    (label, i) => 0.5 + 0.4 * (label - 0.5) + 0.6 * blur * (((i * 7919) % 997) / 997 - 0.5),
  ),
});
const any = (values: ArrayLike<number>) => Array.from(values).filter((_, i) => i % 6 === 5);

/** What most tests look at; it takes a while. */
const known = compareWithBaselines(predictions(0.3), prepared, foldOf);

test('a network that knows beats both baselines, and the intervals say so', () => {
  const result = known;
  expect(result).toMatchObject({ slices: 300, patients: 30, positiveSlices: 60, positivePatients: 10 });
  expect(result.network.bySlice).toEqual({ value: 1, low: 1, high: 1 });
  expect(result.network.byPatient.value).toBe(1);
  expect(result.overSlicePosition.bySlice.low).toBeGreaterThan(0);
  expect(result.overHuBands.bySlice.low).toBeGreaterThan(0);
  expect(result.overHuBands.byPatient.value).toBeCloseTo(1 - result.huBands.byPatient.value, 12);
  expect(result.logLoss.value).toBe(weightedLogLoss(predictions(0.3).scores, prepared.labels));
});

test('the position baseline is fitted on the other folds: here slices 4 to 9 of a third of the patients are positive', () => {
  // A slice scores 1/3 from slice 4 on, else 0: all positives tie with 120 of the 240 negatives and beat the others.
  expect(known.slicePosition.bySlice.value).toBeCloseTo((120 + 120 / 2) / 240, 12);
});

test('a type gets an interval from ten positive patients on, and without both classes no AUC', async () => {
  const { byType } = known;
  expect(byType.map(({ type, positivePatients }) => [type, positivePatients])).toEqual([
    ['epidural', 0],
    ['intraparenchymal', 10],
    ['intraventricular', 0],
    ['subarachnoid', 0],
    ['subdural', 0],
    ['any', 10],
  ]);
  expect(byType[0]).toMatchObject({ auc: undefined, interval: undefined });
  expect(byType[5]!.auc).toBe(rocAuc(any(predictions(0.3).scores), any(prepared.labels)));
  expect(byType[5]!.interval).toEqual({ value: 1, low: 1, high: 1 });
  const fewer = await noisyPrepared(home, 27);
  const own = {
    patients: fewer.patients,
    slices: fewer.slices,
    scores: predictions(1).scores.slice(0, 270 * 6),
  };
  expect(compareWithBaselines(own, fewer, foldOf).byType[5]).toMatchObject({
    positivePatients: 9,
    interval: undefined,
  });
});

test('two sets of predictions are joined by patient and slice, whatever their order', () => {
  const better = predictions(0.7);
  const worse = predictions(1);
  const order = prepared.patients.map((_, row) => row).reverse();
  const shuffled: Predictions = {
    patients: order.map((row) => worse.patients[row]!),
    slices: order.map((row) => worse.slices[row]!),
    scores: Float64Array.from(
      order.flatMap((row) => [...worse.scores.subarray(row * 6, row * 6 + 6)]),
      (score) => Math.min(Math.max(score, 0), 1),
    ),
  };
  const result = comparePredictions(better, shuffled, prepared);
  expect(result.a.bySlice.value).toBe(rocAuc(any(better.scores), any(prepared.labels)));
  expect(result.b.bySlice.value).toBe(rocAuc(any(shuffled.scores).reverse(), any(prepared.labels)));
  expect(result.difference.bySlice.value).toBeCloseTo(result.a.bySlice.value - result.b.bySlice.value, 12);
  expect(result.logLossDifference.value).toBeCloseTo(result.logLossA.value - result.logLossB.value, 12);
  const itself = comparePredictions(better, better, prepared);
  expect(itself.difference.bySlice).toEqual({ value: 0, low: 0, high: 0 });
});

test('predictions for other slices, or for a patient without a fold, are refused', () => {
  const own = predictions(1);
  const codeOf = (work: () => unknown) => {
    try {
      work();
    } catch (error) {
      return isIchorError(error) && error.code;
    }
    return undefined;
  };
  const foreign = { ...own, slices: own.slices.map((slice, i) => (i === 7 ? '99' : slice)) };
  expect(codeOf(() => compareWithBaselines(foreign, prepared, foldOf))).toBe('predictions-mismatch');
  expect(codeOf(() => compareWithBaselines(own, prepared, new Map()))).toBe('predictions-mismatch');
  expect(codeOf(() => comparePredictions(own, foreign, prepared))).toBe('predictions-mismatch');
});
