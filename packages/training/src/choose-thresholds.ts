import { HEMORRHAGE_TYPES, IchorError } from '@ichor/ct';
import { thresholdAtSensitivity, topMean } from '@ichor/metrics';
import type { Threshold, Thresholds } from '@ichor/report';
import { type Labelled, labelsOf } from './labels-of.ts';
import type { Predictions } from './predictions.ts';

/** Scores of slices, and where the truth about them stands. */
export interface ScoredSlices {
  readonly predictions: Predictions;
  readonly truth: Labelled;
}

const SENSITIVITY = 0.95;
/** Under so many positive patients, simulated studies say more about a threshold than real ones. */
const ENOUGH_PATIENTS = 10;

/**
 * For each type the highest threshold that keeps 95 % sensitivity by study: on real patients, out of fold, where at
 * least ten are positive, else on simulated validation studies; and the latter for every type. A study's score is the
 * mean of its three highest slices.
 *
 * @throws IchorError where no simulated validation study shows a type.
 */
export function chooseThresholds({
  real,
  simulated,
}: {
  readonly real?: ScoredSlices | undefined;
  readonly simulated: ScoredSlices;
}): { readonly thresholds: Thresholds; readonly simulatedThresholds: Thresholds } {
  const fromSimulated = HEMORRHAGE_TYPES.map((type, i): Threshold => {
    const { scores, labels, positive } = byPatient(simulated, i);
    if (positive === 0)
      throw new IchorError({
        code: 'no-positive-study',
        subject: type,
        problem: 'is in none of the simulated validation studies',
        remedy: 'Hold out more simulated studies.',
      });
    return {
      value: thresholdAtSensitivity(scores, labels, SENSITIVITY),
      from: `95 % sensitivity on ${positive} simulated validation studies with it`,
      source: 'simulated-validation',
    };
  });
  const chosen = HEMORRHAGE_TYPES.map((_, i): Threshold => {
    const { scores, labels, positive } = real ? byPatient(real, i) : { scores: [], labels: [], positive: 0 };
    if (positive < ENOUGH_PATIENTS) return fromSimulated[i]!;
    return {
      value: thresholdAtSensitivity(scores, labels, SENSITIVITY),
      from: `95 % sensitivity, out of fold, on ${positive} real patients with it`,
      source: 'real-out-of-fold',
    };
  });
  return { thresholds: named(chosen), simulatedThresholds: named(fromSimulated) };
}

function byPatient({ predictions, truth }: ScoredSlices, type: number) {
  const truths = labelsOf(predictions, truth);
  const rows = Map.groupBy(predictions.patients.keys(), (row) => predictions.patients[row]!);
  const patients = [...rows.values()];
  const scores = patients.map((own) => topMean(own.map((row) => predictions.scores[row * 6 + type]!)));
  const labels = patients.map((own) => Number(own.some((row) => truths[row * 6 + type]! > 0)));
  return { scores, labels, positive: labels.reduce((a, b) => a + b, 0) };
}

const named = (thresholds: readonly Threshold[]): Thresholds =>
  Object.fromEntries(HEMORRHAGE_TYPES.map((type, i) => [type, thresholds[i]!])) as Thresholds;
