import { HEMORRHAGE_TYPES, type HemorrhageType, Rng } from '@ichor/ct';
import { bootstrapDifference, bootstrapInterval, type Cohort, type Interval, rocAuc } from '@ichor/metrics';
import { HIGHEST_SAMPLES, meanOfHighest } from '@ichor/scoring';
import { type Labelled, labelsOf } from './labels-of.ts';
import type { Predictions } from './predictions.ts';

/** AUC of `any`, where a patient's score is the mean of its three highest slices. */
export interface AnyAuc {
  readonly bySlice: Interval;
  readonly byPatient: Interval;
}

export interface TypeAuc {
  readonly type: HemorrhageType;
  readonly positiveSlices: number;
  readonly positivePatients: number;
  /** AUC by slice; undefined without both classes. */
  readonly auc: number | undefined;
  /** Only from ten positive patients on: below, a count says more. */
  readonly interval: Interval | undefined;
}

export const ANY = HEMORRHAGE_TYPES.indexOf('any');
const ENOUGH_PATIENTS = 10;

/** What predictions are held against, by slice and by patient. */
export interface Truth {
  readonly labels: Float64Array; // [N, types]
  readonly any: Float64Array; // [N]
  readonly cohort: Cohort;
  /** The rows of each patient, and one label a patient. */
  readonly rowsOfPatient: readonly (readonly number[])[];
  readonly patientLabels: Float64Array;
  readonly patientCohort: Cohort;
}

export function truthOf(predictions: Predictions, labelled: Labelled): Truth {
  const { patients } = predictions;
  const labels = labelsOf(predictions, labelled);
  const any = column(labels, ANY);
  const grouped = rowsByPatient(patients);
  const rowsOfPatient = [...grouped.values()];
  const patientLabels = Float64Array.from(rowsOfPatient, (own) => (own.some((i) => any[i]! > 0) ? 1 : 0));
  return {
    labels,
    any,
    cohort: { patients, positive: any },
    rowsOfPatient,
    patientLabels,
    patientCohort: { patients: [...grouped.keys()], positive: patientLabels },
  };
}

/** Patients in the order in which they first come, and the rows of each. */
export const rowsByPatient = (patients: readonly string[]): ReadonlyMap<string, readonly number[]> =>
  Map.groupBy(patients.keys(), (row) => patients[row]!);

/** A score a patient, of the rows of each; of a baseline's too, which is held against the network's. */
const patientScores = (scores: Float64Array, rowsOfPatient: Truth['rowsOfPatient']): Float64Array =>
  Float64Array.from(rowsOfPatient, (own) =>
    meanOfHighest(
      own.map((i) => scores[i]!),
      HIGHEST_SAMPLES,
    ),
  );

const statistics = (
  scores: Float64Array,
  { any, rowsOfPatient, patientLabels }: Truth,
  ofPatients: Float64Array = patientScores(scores, rowsOfPatient),
) => ({
  bySlice: (rows: Int32Array) => rocAuc(scores, any, rows),
  byPatient: (rows: Int32Array) => rocAuc(ofPatients, patientLabels, rows),
});

/** @param ofPatients a score a patient, where it is not made of the scores of its slices */
export function anyAuc(scores: Float64Array, truth: Truth, ofPatients?: Float64Array): AnyAuc {
  const { bySlice, byPatient } = statistics(scores, truth, ofPatients);
  return {
    bySlice: bootstrapInterval(bySlice, truth.cohort, draws('by slice')),
    byPatient: bootstrapInterval(byPatient, truth.patientCohort, draws('by patient')),
  };
}

export function anyAucDifference(a: Float64Array, b: Float64Array, truth: Truth): AnyAuc {
  const [ours, theirs] = [statistics(a, truth), statistics(b, truth)];
  return {
    bySlice: bootstrapDifference(ours.bySlice, theirs.bySlice, truth.cohort, draws('by slice')),
    byPatient: bootstrapDifference(
      ours.byPatient,
      theirs.byPatient,
      truth.patientCohort,
      draws('by patient'),
    ),
  };
}

export function typeAuc(
  type: HemorrhageType,
  scores: Float64Array,
  labels: Float64Array,
  { patients }: Predictions,
): TypeAuc {
  const positive = positivePatients(patients, labels);
  return {
    type,
    positiveSlices: count(labels),
    positivePatients: positive,
    auc: rocAuc(scores, labels),
    interval:
      positive >= ENOUGH_PATIENTS
        ? bootstrapInterval(
            (rows) => rocAuc(scores, labels, rows),
            { patients, positive: labels },
            draws(type),
          )
        : undefined,
  };
}

export const draws = (what: string) => ({ random: Rng.of(1, 'bootstrap', what) });
export const count = (labels: Float64Array): number => labels.reduce((sum, label) => sum + label, 0);
export const column = (values: Float64Array, of: number): Float64Array =>
  values.filter((_, i) => i % HEMORRHAGE_TYPES.length === of);
export const positivePatients = (patients: readonly string[], labels: Float64Array): number =>
  new Set(patients.filter((_, i) => labels[i]! > 0)).size;
