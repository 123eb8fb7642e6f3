/**
 * Numbers in, figures out: the metric of RSNA 2019, ROC AUC, intervals by patient, operating points, overlap, and the
 * baselines that a network has to beat. No imports, no input or output, everything in float64.
 *
 * @example
 * const auc = (rows: Int32Array) => rocAuc(scores, labels, rows);
 * bootstrapInterval(auc, { patients, positive: labels }, { random: Rng.of(1, 'bootstrap') }); // { value, low, high }
 */
export {
  type BootstrapOptions,
  bootstrapDifference,
  bootstrapInterval,
  type Cohort,
  drawPatients,
  type Interval,
  type RandomIntegers,
  type Statistic,
} from './bootstrap.ts';
export { dice } from './dice.ts';
export { exactInterval } from './exact-interval.ts';
export { fitLogisticRegression, type LogisticRegression, logisticScores } from './logistic-regression.ts';
export { quantile } from './quantile.ts';
export { rocAuc } from './roc-auc.ts';
export { slicePositionBaseline } from './slice-position-baseline.ts';
export { thresholdAtSensitivity } from './threshold-at-sensitivity.ts';
export { LOG_LOSS_WEIGHTS, weightedLogLoss } from './weighted-log-loss.ts';
export { wilsonInterval } from './wilson-interval.ts';
