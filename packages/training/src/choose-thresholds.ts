import { HEMORRHAGE_TYPES } from '@ichor/ct';
import { thresholdAtSensitivity } from '@ichor/metrics';
import { IchorError } from '@ichor/notices';
import {
  type Aggregation,
  type OperatingPoint,
  SENSITIVE,
  SIMULATED,
  type Threshold,
  type Thresholds,
} from '@ichor/report';
import { studyScore } from '@ichor/scoring';
import { rowsByPatient } from './figures.ts';
import { type Labelled, labelsOf } from './labels-of.ts';
import { type Predictions, scoresOf } from './predictions.ts';

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
 * least ten are positive, else on simulated validation studies: the operating point `sensitive`. The latter for every type are `simulated`. A study's score is what
 * the aggregation makes of its samples; each patient has one study.
 *
 * @throws IchorError where no simulated validation study shows a type.
 */
export function chooseThresholds({
  real,
  simulated,
  aggregation,
}: {
  readonly real?: ScoredSlices | undefined;
  readonly simulated: ScoredSlices;
  readonly aggregation: Aggregation;
}): OperatingPoint[] {
  const ofSimulated = byPatient(simulated, aggregation);
  const ofReal = real && byPatient(real, aggregation);
  const fromSimulated = HEMORRHAGE_TYPES.map((type, i): Threshold => {
    const { scores, labels, positive } = ofSimulated[i]!;
    if (positive === 0)
      throw new IchorError({
        code: 'no-positive-study',
        subject: type,
        problem: 'is in none of the simulated validation studies',
      });
    return {
      value: thresholdAtSensitivity(scores, labels, SENSITIVITY),
      from: `95 % sensitivity on ${positive} simulated validation studies with it`,
      source: 'simulated-validation',
    };
  });
  const chosen = HEMORRHAGE_TYPES.map((_, i): Threshold => {
    const { scores, labels, positive } = ofReal?.[i] ?? { scores: [], labels: [], positive: 0 };
    if (positive < ENOUGH_PATIENTS) return fromSimulated[i]!;
    return {
      value: thresholdAtSensitivity(scores, labels, SENSITIVITY),
      from: `95 % sensitivity, out of fold, on ${positive} real patients with it`,
      source: 'real-out-of-fold',
    };
  });
  return [
    { name: SENSITIVE, purpose: 'what calls are made with', thresholds: named(chosen) },
    {
      name: SIMULATED,
      purpose: 'rates on simulated patients are measured with it',
      thresholds: named(fromSimulated),
    },
  ];
}

/** For each type a score and a label a patient, and how many are positive. */
function byPatient({ predictions, truth }: ScoredSlices, aggregation: Aggregation) {
  const truths = labelsOf(predictions, truth);
  const patients = [...rowsByPatient(predictions.patients).values()];
  const scores = patients.map((own) => studyScore(scoresOf(predictions, own), aggregation));
  return HEMORRHAGE_TYPES.map((type, i) => {
    const labels = patients.map((own) =>
      Number(own.some((row) => truths[row * HEMORRHAGE_TYPES.length + i]! > 0)),
    );
    return {
      scores: scores.map((own) => own[type]),
      labels,
      positive: labels.reduce((sum, label) => sum + label, 0),
    };
  });
}

const named = (thresholds: readonly Threshold[]): Thresholds =>
  Object.fromEntries(HEMORRHAGE_TYPES.map((type, i) => [type, thresholds[i]!])) as Thresholds;
