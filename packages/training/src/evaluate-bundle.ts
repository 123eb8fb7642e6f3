import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { HEMORRHAGE_TYPES, type HemorrhageType, IchorError } from '@ichor/ct';
import {
  openSource,
  type PrepareProgress,
  physionetFold,
  physionetGroups,
  prepare,
  type SourceDescription,
} from '@ichor/dataset';
import { bootstrapInterval, type Interval, weightedLogLoss, wilsonInterval } from '@ichor/metrics';
import type { Bundle } from '@ichor/report';
import {
  ANY,
  type AnyAuc,
  anyAuc,
  column,
  draws,
  patientScores,
  positivePatients,
  rowsByPatient,
  type TypeAuc,
  truthOf,
  typeAuc,
} from './figures.ts';
import { loadBundle } from './load-bundle.ts';
import { predictWithBundle } from './predict-with.ts';
import type { Predictions } from './predictions.ts';
import { PHYSIONET, seenFolds } from './provenance.ts';
import { slicePredictions } from './slice-predictions.ts';

/** A share of studies with its 95 % interval (Wilson). */
export interface Share {
  readonly count: number;
  readonly of: number;
  readonly low: number;
  readonly high: number;
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
  /** By patient, at the bundle's thresholds: how many with the type were called, and how many without it. */
  readonly calls: readonly {
    readonly type: HemorrhageType;
    readonly threshold: number;
    readonly sensitivity: Share | undefined;
    readonly falseCalls: Share | undefined;
  }[];
  /** A row a slice; those of a thin series have the scores of the sample nearest to them. */
  readonly predictions: Predictions;
}

export interface EvaluateOptions {
  readonly cacheFolder: string;
  /** Leave out the patients that the bundle was trained on; without it their presence is an error. */
  readonly unseenOnly?: boolean | undefined;
  readonly onProgress?: (progress: PrepareProgress & { readonly phase: 'prepare' | 'predict' }) => void;
}

/**
 * Scores a folder of labelled studies with a bundle and says how good the scores are. Figures by slice (log loss and
 * AUC) are over all slices, each with its own labels. Figures by patient are over what is scored, as a report's are: in
 * a thin series that is a sample every few millimetres, of which each counts once however many slices it stands for.
 *
 * @param dataFolder PhysioNet CT-ICH as it unpacks, or what `ichor simulate` wrote
 * @throws IchorError `patients-seen` where the bundle was trained on some of them: such figures would mean nothing; what is wrong
 * with either folder.
 */
export async function evaluateBundle(
  bundleFolder: string,
  dataFolder: string,
  { cacheFolder, unseenOnly, onProgress }: EvaluateOptions,
): Promise<Evaluation> {
  const { bundle } = await loadBundle(bundleFolder);
  const description = await describeFolder(dataFolder);
  const prepared = await prepare(description, bundle.input, cacheFolder, {
    onProgress: (progress) => onProgress?.({ ...progress, phase: 'prepare' }),
  });
  const seen = seenPatients(bundle, prepared.name);
  const rows = prepared.patients.flatMap((patient, row) => (seen.has(patient) ? [] : [row]));
  const seenCount = new Set(prepared.patients.filter((patient) => seen.has(patient))).size;
  const trained = seenFolds(bundle.provenance).known
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
  const { predictions, labelled } = await slicePredictions(
    await openSource(description),
    prepared,
    rows,
    samples.scores,
  );
  const truth = truthOf(predictions, labelled);
  const samplesOfPatient = [...rowsByPatient(samples.patients).values()];
  const scoresOfPatients = HEMORRHAGE_TYPES.map((_, i) =>
    patientScores(column(samples.scores, i), samplesOfPatient, bundle.aggregation.count),
  );
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
        ? anyAuc(column(predictions.scores, ANY), truth, scoresOfPatients[ANY])
        : undefined,
    byType: HEMORRHAGE_TYPES.map((type, i) =>
      typeAuc(type, column(predictions.scores, i), column(truth.labels, i), predictions),
    ),
    calls: HEMORRHAGE_TYPES.map((type, i) => {
      const threshold = bundle.thresholds[type].value;
      const called = Array.from(scoresOfPatients[i]!, (score) => score >= threshold);
      const has = truth.rowsOfPatient.map((own) => own.some((row) => truth.labels[row * 6 + i]! > 0));
      return {
        type,
        threshold,
        sensitivity: share(called.filter((_, k) => has[k])),
        falseCalls: share(called.filter((_, k) => !has[k])),
      };
    }),
    predictions,
  };
}

function share(called: readonly boolean[]): Share | undefined {
  if (called.length === 0) return undefined;
  const count = called.filter(Boolean).length;
  return { count, of: called.length, ...wilsonInterval(count, called.length) };
}

/** Patients are known by name only where a source's names are public: PhysioNet's 62. A fold that was held out is unseen. */
function seenPatients({ provenance }: Bundle, source: string): ReadonlySet<string> {
  if (source !== PHYSIONET) return new Set();
  const { folds, known } = seenFolds(provenance);
  return new Set(
    [...physionetGroups()].flatMap(([patient, group]) =>
      !known || folds.has(physionetFold(group)) ? [patient] : [],
    ),
  );
}

async function describeFolder(folder: string): Promise<SourceDescription> {
  const holds = (name: string) =>
    stat(join(folder, name)).then(
      () => true,
      () => false,
    );
  if (await holds('hemorrhage_diagnosis.csv')) return { kind: PHYSIONET, folder };
  if (await holds('truth.csv')) return { kind: 'dicom-studies', folder };
  throw new IchorError({
    code: 'unknown-data',
    subject: folder,
    problem: 'is neither PhysioNet CT-ICH (hemorrhage_diagnosis.csv) nor simulated studies (truth.csv)',
    remedy: 'Give the folder that holds one of these files.',
  });
}

function patientsSeen(subject: string, problem: string): IchorError {
  return new IchorError({
    code: 'patients-seen',
    subject,
    problem: `cannot be evaluated as it is: the bundle ${problem}`,
    remedy:
      'Its cross-validated figures stand in bundle.json; --unseen evaluates the patients it has not seen.',
  });
}
