import { HEMORRHAGE_TYPES } from '@ichor/ct';
import type { Prepared } from '@ichor/dataset';
import {
  bootstrapDifference,
  bootstrapInterval,
  fitLogisticRegression,
  type Interval,
  logisticScores,
  slicePositionBaseline,
  weightedLogLoss,
} from '@ichor/metrics';
import {
  ANY,
  type AnyAuc,
  anyAuc,
  anyAucDifference,
  column,
  count,
  draws,
  positivePatients,
  type TypeAuc,
  truthOf,
  typeAuc,
} from './figures.ts';
import { keyOf, mismatch, rowsOf } from './labels-of.ts';
import { type Predictions, scoresOf } from './predictions.ts';

export interface Comparison {
  readonly slices: number;
  readonly patients: number;
  readonly positiveSlices: number;
  readonly positivePatients: number;
  readonly network: AnyAuc;
  readonly slicePosition: AnyAuc;
  readonly huBands: AnyAuc;
  /** Network minus baseline, the same patients drawn. An interval that includes 0 shows nothing. */
  readonly overSlicePosition: AnyAuc;
  readonly overHuBands: AnyAuc;
  readonly logLoss: Interval;
  readonly byType: readonly TypeAuc[];
}

/**
 * Out-of-fold predictions beside two baselines fitted on the training folds: the rate of `any` in ten bins of relative
 * slice position, and a logistic regression on the shares of intracranial pixels in three bands of HU. Intervals are
 * 95 %, from 1,000 draws of patients.
 *
 * @param foldOf the fold that each patient is held out in
 * @throws IchorError where a prediction names a slice that isn't in `prepared`, or a patient without a fold.
 */
export function compareWithBaselines(
  predictions: Predictions,
  prepared: Prepared,
  foldOf: ReadonlyMap<string, number>,
): Comparison {
  const rows = Array.from(rowsOf(predictions, prepared));
  const folds = prepared.patients.map((patient) => foldOf.get(patient));
  const labels = Float64Array.from(
    prepared.patients,
    (_, row) => prepared.labels[row * HEMORRHAGE_TYPES.length + ANY]!,
  );
  const position = new Float64Array(rows.length);
  const bands = new Float64Array(rows.length);
  for (const fold of new Set(rows.map((row) => folds[row]))) {
    if (fold === undefined) throw mismatch('names a patient that has no fold');
    const fit = folds.flatMap((other, row) => (other !== undefined && other !== fold ? [row] : []));
    const at = rows.flatMap((row, i) => (folds[row] === fold ? [i] : []));
    const fitLabels = fit.map((row) => labels[row]!);
    const relative = slicePositionBaseline(
      { relative: fit.map((row) => prepared.relative[row]!), labels: fitLabels },
      at.map((i) => prepared.relative[rows[i]!]!),
    );
    const sharesOf = (row: number) => Array.from(prepared.shares.subarray(row * 3, row * 3 + 3));
    const regression = fitLogisticRegression(fit.flatMap(sharesOf), fitLabels);
    const logits = logisticScores(
      regression,
      at.flatMap((i) => sharesOf(rows[i]!)),
    );
    at.forEach((i, k) => {
      position[i] = relative[k]!;
      bands[i] = logits[k]!;
    });
  }
  const truth = truthOf(predictions, prepared);
  const network = column(predictions.scores, ANY);
  return {
    slices: rows.length,
    patients: new Set(predictions.patients).size,
    positiveSlices: count(truth.any),
    positivePatients: positivePatients(predictions.patients, truth.any),
    network: anyAuc(network, truth),
    slicePosition: anyAuc(position, truth),
    huBands: anyAuc(bands, truth),
    overSlicePosition: anyAucDifference(network, position, truth),
    overHuBands: anyAucDifference(network, bands, truth),
    logLoss: bootstrapInterval(
      (some) => weightedLogLoss(predictions.scores, truth.labels, some),
      truth.cohort,
      draws('log loss'),
    ),
    byType: HEMORRHAGE_TYPES.map((type, i) =>
      typeAuc(type, column(predictions.scores, i), column(truth.labels, i), predictions),
    ),
  };
}

/** Two sets of predictions for the same slices: AUC of `any` of each, and a - b with the same patients drawn. */
export interface PairedComparison {
  readonly slices: number;
  readonly patients: number;
  readonly a: AnyAuc;
  readonly b: AnyAuc;
  readonly difference: AnyAuc;
  readonly logLossA: Interval;
  readonly logLossB: Interval;
  readonly logLossDifference: Interval;
}

/**
 * Compares two sets of predictions on the slices of `a`.
 *
 * @throws IchorError where `b` lacks one of them, or `prepared` does.
 */
export function comparePredictions(a: Predictions, b: Predictions, prepared: Prepared): PairedComparison {
  const truth = truthOf(a, prepared);
  const at = new Map(b.patients.map((patient, i) => [keyOf(patient, b.slices[i]), i]));
  const scoresB = new Float64Array(a.scores.length);
  a.patients.forEach((patient, i) => {
    const from = at.get(keyOf(patient, a.slices[i]));
    if (from === undefined) throw mismatch('lacks slices that the other has');
    scoresB.set(scoresOf(b, [from]), i * HEMORRHAGE_TYPES.length);
  });
  const [anyA, anyB] = [column(a.scores, ANY), column(scoresB, ANY)];
  const lossA = (rows: Int32Array) => weightedLogLoss(a.scores, truth.labels, rows);
  const lossB = (rows: Int32Array) => weightedLogLoss(scoresB, truth.labels, rows);
  return {
    slices: a.patients.length,
    patients: new Set(a.patients).size,
    a: anyAuc(anyA, truth),
    b: anyAuc(anyB, truth),
    difference: anyAucDifference(anyA, anyB, truth),
    logLossA: bootstrapInterval(lossA, truth.cohort, draws('log loss')),
    logLossB: bootstrapInterval(lossB, truth.cohort, draws('log loss')),
    logLossDifference: bootstrapDifference(lossA, lossB, truth.cohort, draws('log loss')),
  };
}
