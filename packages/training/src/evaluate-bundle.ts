import { HEMORRHAGE_TYPES, type HemorrhageType, type Scores } from '@ichor/ct';
import {
  describeFolder,
  openSource,
  type Prepared,
  type PrepareProgress,
  prepare,
  type Source,
} from '@ichor/dataset';
import { bootstrapInterval, type Interval, weightedLogLoss, wilsonInterval } from '@ichor/metrics';
import { IchorError } from '@ichor/notices';
import type { Bundle, Call } from '@ichor/report';
import { callsOf, studyScore, thresholdsOf } from '@ichor/scoring';
import {
  ANY,
  type AnyAuc,
  anyAuc,
  column,
  draws,
  positivePatients,
  type TypeAuc,
  truthOf,
  typeAuc,
} from './figures.ts';
import { loadBundle } from './load-bundle.ts';
import { predictWithBundle } from './predict-with.ts';
import { type Predictions, scoresOf } from './predictions.ts';
import { isKnown } from './provenance.ts';
import { slicePredictions } from './slice-predictions.ts';

/** A share of studies with its 95 % interval (Wilson). */
export interface Share {
  readonly count: number;
  readonly of: number;
  readonly low: number;
  readonly high: number;
}

/** What `analyze` reports of a study. */
export interface EvaluatedStudy {
  readonly patient: string;
  readonly scores: Scores;
  readonly calls: readonly Call[];
}

export interface Evaluation {
  readonly source: string;
  readonly fingerprint: string;
  readonly slices: number;
  readonly patients: number;
  readonly positivePatients: number;
  readonly logLoss: Interval;
  /** AUC of `any`; undefined where all patients are positive, or none. */
  readonly any: AnyAuc | undefined;
  readonly byType: readonly TypeAuc[];
  /**
   * By patient, at the bundle's thresholds: how many with the type were called, and how many without it. A patient is called where
   * one of their studies is, as `analyze` would.
   */
  readonly calls: readonly {
    readonly type: HemorrhageType;
    readonly threshold: number;
    readonly sensitivity: Share | undefined;
    readonly falseCalls: Share | undefined;
  }[];
  /** What `analyze` reports of each study; calls and figures by patient are made of it. */
  readonly studies: readonly EvaluatedStudy[];
  /** A row a slice; those of a thin series have the scores of the sample nearest to them. */
  readonly predictions: Predictions;
}

export interface EvaluateOptions {
  readonly cacheFolder: string;
  /** Leave out the patients that the bundle was trained on; without it their presence is an error. */
  readonly unseenOnly?: boolean | undefined;
  /** Reads every byte of the data again; by default only where sizes or times of its files have changed. */
  readonly rehash?: boolean | undefined;
  readonly onProgress?: (progress: PrepareProgress & { readonly phase: 'prepare' | 'predict' }) => void;
}

/**
 * Scores a folder of labelled studies with a bundle and says how good the scores are. Figures by slice (log loss and
 * AUC) are over all slices, each with its own labels. Figures by patient are over what is scored, as a report's are: in
 * a thin series that is a sample every few millimetres, of which each counts once however many slices it stands for; a patient's score is
 * the highest of their studies'.
 *
 * @param dataFolder of a source that `describeFolder` recognises
 * @throws IchorError `patients-seen` where the bundle was trained on some of them: such figures would mean nothing; what is wrong
 * with either folder.
 */
export async function evaluateBundle(
  bundleFolder: string,
  dataFolder: string,
  { cacheFolder, unseenOnly, rehash, onProgress }: EvaluateOptions,
): Promise<Evaluation> {
  const { bundle } = await loadBundle(bundleFolder);
  const source = await openSource(await describeFolder(dataFolder));
  const prepared = await prepare(source, bundle.input, cacheFolder, {
    rehash,
    onProgress: (progress) => onProgress?.({ ...progress, phase: 'prepare' }),
  });
  const seen = seenPatients(bundle, source);
  const rows = prepared.patients.flatMap((patient, row) => (seen.has(patient) ? [] : [row]));
  const seenCount = new Set(prepared.patients.filter((patient) => seen.has(patient))).size;
  const trained = isKnown(bundle.provenance)
    ? 'was trained'
    : 'does not say what its first weights were trained on, so perhaps it was trained';
  if (seenCount > 0 && !unseenOnly)
    throw patientsSeen(dataFolder, `${trained} on ${seenCount} of its patients`);
  if (rows.length === 0) throw patientsSeen(dataFolder, `${trained} on all of its patients`);
  const samples = await predictWithBundle(bundleFolder, prepared, {
    rows,
    onProgress: (done) =>
      onProgress?.({ phase: 'predict', done, total: rows.length, secondsLeft: Number.NaN }),
  });
  const { predictions, labelled } = await slicePredictions(source, prepared, rows, samples.scores);
  const truth = truthOf(predictions, labelled);
  const studies = evaluatedStudies(bundle, prepared, rows, samples);
  const ofPatients = [...Map.groupBy(studies, ({ patient }) => patient).values()];
  const positive = positivePatients(predictions.patients, truth.any);
  const patients = truth.rowsOfPatient.length;
  return {
    source: prepared.name,
    fingerprint: prepared.fingerprint,
    slices: predictions.slices.length,
    patients,
    positivePatients: positive,
    logLoss: bootstrapInterval(
      (some) => weightedLogLoss(predictions.scores, truth.labels, some),
      truth.cohort,
      draws('log loss'),
    ),
    any:
      positive > 0 && positive < patients
        ? anyAuc(
            column(predictions.scores, ANY),
            truth,
            Float64Array.from(ofPatients, (own) => Math.max(...own.map(({ scores }) => scores.any))),
          )
        : undefined,
    byType: HEMORRHAGE_TYPES.map((type, i) =>
      typeAuc(type, column(predictions.scores, i), column(truth.labels, i), predictions),
    ),
    calls: HEMORRHAGE_TYPES.map((type, i) => {
      const threshold = thresholdsOf(bundle)[type].value;
      const called = ofPatients.map((own) =>
        own.some(({ calls }) => calls.some((call) => call.type === type)),
      );
      const has = truth.rowsOfPatient.map((own) =>
        own.some((row) => truth.labels[row * HEMORRHAGE_TYPES.length + i]! > 0),
      );
      return {
        type,
        threshold,
        sensitivity: share(called.filter((_, k) => has[k])),
        falseCalls: share(called.filter((_, k) => !has[k])),
      };
    }),
    studies,
    predictions,
  };
}

function evaluatedStudies(
  bundle: Bundle,
  prepared: Prepared,
  rows: readonly number[],
  samples: Predictions,
): EvaluatedStudy[] {
  const samplesOf = Map.groupBy(rows.keys(), (at) => prepared.studies[rows[at]!]!);
  return [...samplesOf.values()].map((own) => {
    const scores = studyScore(scoresOf(samples, own), bundle.aggregation);
    return { patient: samples.patients[own[0]!]!, scores, calls: callsOf(scores, bundle) };
  });
}

function share(called: readonly boolean[]): Share | undefined {
  if (called.length === 0) return undefined;
  const count = called.filter(Boolean).length;
  return { count, of: called.length, ...wilsonInterval(count, called.length) };
}

/**
 * The patients of a source that a bundle was trained on. They are known by name only where the source's names are public. Folds
 * that every stage held out are unseen, as long as it was by a split that the source has too.
 */
function seenPatients(
  { provenance }: Bundle,
  { name, publicNames, studies, splits }: Source,
): ReadonlySet<string> {
  if (!publicNames) return new Set();
  const patients = studies.map(({ patient }) => patient);
  if (!isKnown(provenance)) return new Set(patients);
  const known = Object.values(splits).map((split) => split());
  const stages = provenance.sources.filter((stage) => stage.name === name);
  return new Set(
    patients.filter((patient) =>
      stages.some(({ split }) => {
        const fold = known.find(({ sha256 }) => sha256 === split?.sha256)?.foldOf(patient);
        return fold === undefined || !split?.heldOut.includes(fold);
      }),
    ),
  );
}

function patientsSeen(subject: string, problem: string): IchorError {
  return new IchorError({
    code: 'patients-seen',
    subject,
    problem: `cannot be evaluated as it is: the bundle ${problem}`,
  });
}
