import { join } from 'node:path';
import { IchorError, inputSpecification } from '@ichor/ct';
import {
  type Prepared,
  type PrepareProgress,
  physionetFold,
  physionetGroups,
  prepare,
  type SimulatedDescription,
} from '@ichor/dataset';
import type { Bundle, Figure, HeatmapLabel } from '@ichor/report';
import { chooseThresholds } from './choose-thresholds.ts';
import { type Comparison, compareWithBaselines } from './compare.ts';
import { exportBundle } from './export-bundle.ts';
import { ANY, anyAuc, column, truthOf } from './figures.ts';
import { predictWithBundle, predictWithRun } from './predict-with.ts';
import { type Predictions, readPredictions } from './predictions.ts';
import { refuseSeenFold } from './provenance.ts';
import { describedRun, type RunDescription } from './run-folder.ts';

/**
 * Simulated studies for thresholds, of the kind that rates are later measured on: one type a study, 2 to 60 ml, a
 * sixth without blood. Their seed is used for nothing else.
 */
export const VALIDATION_STUDIES: SimulatedDescription = {
  kind: 'simulated',
  seed: 'validation',
  studies: 800,
  population: { volumeMl: [2, 60], combinationShare: 0, emptyShare: 1 / 6 },
};

/** What a repository can bear. */
const MOST_BYTES = 30e6;

export interface MakeBundleOptions {
  /** The run that ships, trained on all patients. */
  readonly runFolder: string;
  /** The five-fold run with the same settings: fold-0 to fold-4, and their oof.csv. */
  readonly foldsFolder: string;
  /** PhysioNet CT-ICH as it unpacks. */
  readonly physionetFolder: string;
  readonly bundleFolder: string;
  /** `ichor-<architecture>-<size>` by default. */
  readonly name?: string | undefined;
  /** How often out-of-fold scores were looked at before these settings were fixed, this time included. */
  readonly looks: number;
  readonly heatmapLabel: HeatmapLabel;
  readonly cacheFolder: string;
  readonly onProgress?: (progress: PrepareProgress) => void;
}

export interface MadeBundle {
  readonly bundle: Bundle;
  readonly comparison: Comparison;
}

/**
 * A finished run -> the bundle that ships: thresholds from out-of-fold real patients and simulated validation studies,
 * cross-validated figures beside their baselines, and what rounding the weights did.
 *
 * @throws IchorError `folds-differ` where the cross-validation isn't one of this run, or lacks slices; `held-out-seen` or
 * `provenance-unknown` where its folds started from weights that saw their patients, or may have; what is wrong with a folder.
 */
export async function makeBundle(options: MakeBundleOptions): Promise<MadeBundle> {
  const { runFolder, bundleFolder, cacheFolder, onProgress } = options;
  const run = await describedRun(runFolder);
  await refuseOtherFolds(options.foldsFolder, run);
  const input = inputSpecification(run.recipe.size);
  const real = await prepare(
    { kind: 'physionet-ct-ich', folder: options.physionetFolder },
    input,
    cacheFolder,
    { onProgress },
  );
  const simulated = await prepare(VALIDATION_STUDIES, input, cacheFolder, { onProgress });
  const outOfFold = await readPredictions(join(options.foldsFolder, 'oof.csv'));
  if (outOfFold.slices.length !== real.slices.length)
    throw foldsDiffer(
      options.foldsFolder,
      `scores ${outOfFold.slices.length} of ${real.slices.length} slices`,
    );
  const foldOf = new Map([...physionetGroups()].map(([patient, group]) => [patient, physionetFold(group)]));
  const comparison = compareWithBaselines(outOfFold, real, foldOf);
  const before = await predictWithRun(runFolder, simulated);
  const given = (predictions: Predictions) => ({
    name: options.name ?? `ichor-${run.recipe.architecture}-${run.recipe.size}`,
    heatmapLabel: options.heatmapLabel,
    ...chooseThresholds({
      real: { predictions: outOfFold, truth: real },
      simulated: { predictions, truth: simulated },
    }),
  });
  // Written twice: thresholds are those of the weights as the file rounds them, and to score with it there must be a file.
  await exportBundle(runFolder, bundleFolder, { ...given(before), scores: [] });
  const after = await predictWithBundle(bundleFolder, simulated);
  const scores = [...crossValidated(comparison, options.looks), ...rounding(before, after, simulated)];
  const bundle = await exportBundle(runFolder, bundleFolder, { ...given(after), scores });
  if (bundle.model.bytes > MOST_BYTES)
    throw new IchorError({
      code: 'bundle-too-large',
      subject: bundleFolder,
      problem: `is ${(bundle.model.bytes / 1e6).toFixed(1)} MB, over ${MOST_BYTES / 1e6}`,
      remedy: 'Ship a smaller network, or its weights in 8 bit.',
    });
  return { bundle, comparison };
}

/**
 * Figures may only be called this run's where nothing differs but the patients that were held out, and cross-validated
 * only where those were seen at no stage.
 */
async function refuseOtherFolds(folder: string, run: RunDescription): Promise<void> {
  const settings = ({ recipe, limit, initialWeights, data }: RunDescription) =>
    JSON.stringify([recipe, limit, initialWeights, data.map(({ fingerprint }) => fingerprint)]);
  if (run.fold !== null) throw foldsDiffer(folder, 'belongs to a run that itself holds out a fold');
  for (const fold of [0, 1, 2, 3, 4]) {
    const path = join(folder, `fold-${fold}`);
    const other = await describedRun(path);
    if (other.fold !== fold || settings(other) !== settings(run))
      throw foldsDiffer(folder, `has other settings in fold ${fold} than the run`);
    if (other.recipe.init === 'given') refuseSeenFold(`initial weights of ${path}`, other.startedFrom, fold);
  }
}

function foldsDiffer(subject: string, problem: string): IchorError {
  return new IchorError({
    code: 'folds-differ',
    subject,
    problem,
    remedy:
      'Name the run without --fold, and the one with --fold all of the same recipe, --init and --limit.',
  });
}

function crossValidated(comparison: Comparison, looks: number): Figure[] {
  const { patients, slices, positivePatients, network, overSlicePosition, overHuBands, logLoss, byType } =
    comparison;
  const note = `PhysioNet CT-ICH, ${slices} slices of ${patients} patients, ${positivePatients} with hemorrhage; five folds by patient, same settings, each slice scored by a network that never saw its patient; out-of-fold scores were looked at ${looks === 1 ? 'once' : `${looks} times`}`;
  return [
    { name: 'AUC any by slice, cross-validated', ...network.bySlice, note },
    { name: 'AUC any by patient, cross-validated', ...network.byPatient, note },
    { name: 'AUC any by slice over slice position, cross-validated', ...overSlicePosition.bySlice },
    { name: 'AUC any by patient over slice position, cross-validated', ...overSlicePosition.byPatient },
    { name: 'AUC any by slice over shares of bright pixels, cross-validated', ...overHuBands.bySlice },
    { name: 'AUC any by patient over shares of bright pixels, cross-validated', ...overHuBands.byPatient },
    { name: 'weighted log loss, cross-validated', ...logLoss, note },
    ...byType.flatMap(({ type, auc, interval, positivePatients: positive, positiveSlices }): Figure[] => {
      if (auc === undefined || type === 'any') return [];
      const counts = `${positiveSlices} positive slices of ${positive} patients${interval ? '' : ': too few for an interval'}`;
      return [
        { name: `AUC ${type} by slice, cross-validated`, ...(interval ?? { value: auc }), note: counts },
      ];
    }),
  ];
}

function rounding(before: Predictions, after: Predictions, simulated: Prepared): Figure[] {
  const auc = (predictions: Predictions) =>
    anyAuc(column(predictions.scores, ANY), truthOf(predictions, simulated)).bySlice;
  const largest = before.scores.reduce(
    (most, score, i) => Math.max(most, Math.abs(score - after.scores[i]!)),
    0,
  );
  return [
    { name: 'AUC any by slice, simulated validation studies, weights in 32 bit', ...auc(before) },
    { name: 'AUC any by slice, simulated validation studies, weights as in the file', ...auc(after) },
    { name: 'largest change of a score by rounding the weights', value: largest },
  ];
}
