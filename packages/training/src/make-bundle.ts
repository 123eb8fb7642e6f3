import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  describeFolder,
  openSource,
  type Prepared,
  type PrepareProgress,
  prepare,
  type SimulatedDescription,
  type Source,
} from '@ichor/dataset';
import { makeOutputFolder } from '@ichor/files';
import { IchorError } from '@ichor/notices';
import type { Figure, HeatmapLabel } from '@ichor/report';
import { standardAggregation } from '@ichor/scoring';
import { chooseThresholds } from './choose-thresholds.ts';
import { type Comparison, compareWithBaselines } from './compare.ts';
import { type ExportOptions, exportBundle, type WrittenBundle } from './export-bundle.ts';
import { ANY, anyAuc, column, truthOf } from './figures.ts';
import { predictWithBundle, predictWithRun } from './predict-with.ts';
import { type Predictions, readPredictions } from './predictions.ts';
import { refuseSeenFolds } from './provenance.ts';
import { recipeInput } from './recipe.ts';
import { describedRun, type RunData, type RunDescription } from './run-folder.ts';
import { recordBundle } from './run-record.ts';

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
  /** The run of every fold with the same settings: fold-0, fold-1, ..., and their oof.csv. */
  readonly foldsFolder: string;
  /** The data that the folds divide: real patients, of a source that `describeFolder` recognises. */
  readonly dataFolder: string;
  readonly bundleFolder: string;
  /** `ichor-<architecture>-<size>` by default. */
  readonly name?: string | undefined;
  /** How often out-of-fold scores were looked at before these settings were fixed, this time included. */
  readonly looks: number;
  readonly heatmapLabel: HeatmapLabel;
  readonly cacheFolder: string;
  readonly onProgress?: (progress: PrepareProgress) => void;
}

export interface MadeBundle extends WrittenBundle {
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
  await makeOutputFolder(bundleFolder);
  const run = await describedRun(runFolder);
  const divided = dividedData(run, options.foldsFolder);
  await refuseOtherFolds(options.foldsFolder, run, divided.split.folds);
  const input = recipeInput(run.recipe);
  const source = await openSource(await describeFolder(options.dataFolder));
  const foldOf = foldsOfPatients(source, divided, options.dataFolder);
  const real = await prepare(source, input, cacheFolder, { onProgress });
  const simulated = await prepare(await openSource(VALIDATION_STUDIES), input, cacheFolder, { onProgress });
  const outOfFold = await readPredictions(join(options.foldsFolder, 'oof.csv'));
  if (outOfFold.slices.length !== real.slices.length)
    throw foldsDiffer(
      options.foldsFolder,
      `scores ${outOfFold.slices.length} of ${real.slices.length} slices`,
    );
  const comparison = compareWithBaselines(outOfFold, real, foldOf);
  const before = await predictWithRun(runFolder, simulated);
  const given = (predictions: Predictions) => ({
    name: options.name ?? `ichor-${run.recipe.architecture}-${run.recipe.size}`,
    heatmapLabel: options.heatmapLabel,
    operatingPoints: chooseThresholds({
      real: { predictions: outOfFold, truth: real },
      simulated: { predictions, truth: simulated },
      aggregation: standardAggregation(input),
    }),
  });
  const after = await predictRounded(runFolder, { ...given(before), scores: [] }, simulated);
  const scores = [
    ...crossValidated(comparison, source.name, divided.split.folds, options.looks),
    ...rounding(before, after, simulated),
  ];
  const made = await exportBundle(runFolder, bundleFolder, { ...given(after), scores });
  await recordBundle(runFolder, { name: made.bundle.name, sha256: made.sha256 });
  return { ...made, comparison };
}

/**
 * Scores with the weights as the file rounds them, for which there must be a file: one elsewhere, so that nobody takes a bundle for
 * made whose thresholds are still another's.
 */
async function predictRounded(
  runFolder: string,
  draft: ExportOptions,
  simulated: Prepared,
): Promise<Predictions> {
  const folder = await mkdtemp(join(tmpdir(), 'ichor-bundle-'));
  try {
    const { bundle } = await exportBundle(runFolder, folder, draft);
    if (bundle.model.bytes > MOST_BYTES)
      throw new IchorError({
        code: 'bundle-too-large',
        subject: runFolder,
        problem: `makes a bundle of ${(bundle.model.bytes / 1e6).toFixed(1)} MB, over ${MOST_BYTES / 1e6}`,
      });
    return await predictWithBundle(folder, simulated);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Figures may only be called this run's where nothing differs but the patients that were held out, and cross-validated
 * only where those were seen at no stage.
 */
async function refuseOtherFolds(folder: string, run: RunDescription, folds: number): Promise<void> {
  const settings = ({ recipe, limit, initialWeights, data }: RunDescription) =>
    JSON.stringify([recipe, limit, initialWeights, data.map((one) => [one.fingerprint, one.split?.sha256])]);
  if (run.fold !== null) throw foldsDiffer(folder, 'belongs to a run that itself holds out a fold');
  for (let fold = 0; fold < folds; fold++) {
    const path = join(folder, `fold-${fold}`);
    const other = await describedRun(path);
    if (other.fold !== fold || settings(other) !== settings(run))
      throw foldsDiffer(folder, `has other settings in fold ${fold} than the run`);
    const heldOut = other.data.flatMap(({ name, split }) =>
      split ? [{ name, split: { ...split, heldOut: [fold] } }] : [],
    );
    if (other.recipe.init === 'given')
      refuseSeenFolds(`initial weights of ${path}`, other.startedFrom, heldOut);
  }
}

/** What of a run's data is divided into folds. */
function dividedData(run: RunDescription, folder: string): RunData & Required<Pick<RunData, 'split'>> {
  const [divided] = run.data.flatMap(({ split, ...rest }) => (split ? [{ ...rest, split }] : []));
  if (!divided) throw foldsDiffer(folder, 'cannot be one of this run, none of whose data is divided');
  return divided;
}

/** The fold of each patient of the data, by the split of the run. */
function foldsOfPatients(
  { name, studies, splits }: Source,
  { name: wanted, split: used }: ReturnType<typeof dividedData>,
  folder: string,
): ReadonlyMap<string, number> {
  const split = Object.values(splits)
    .map((of) => of())
    .find(({ sha256 }) => sha256 === used.sha256);
  if (!split || name !== wanted)
    throw new IchorError({
      code: 'unknown-data',
      subject: folder,
      problem: `is not ${wanted} with the patients of split ${used.name} that the run was divided by`,
      remedy: 'Give the folder that the folds were trained on.',
    });
  return new Map(
    studies.flatMap(({ patient }) => {
      const fold = split.foldOf(patient);
      return fold === undefined ? [] : [[patient, fold]];
    }),
  );
}

function foldsDiffer(subject: string, problem: string): IchorError {
  return new IchorError({
    code: 'folds-differ',
    subject,
    problem,
  });
}

function crossValidated(comparison: Comparison, source: string, folds: number, looks: number): Figure[] {
  const { patients, slices, positivePatients, network, overSlicePosition, overHuBands, logLoss, byType } =
    comparison;
  const note = `${source}, ${slices} slices of ${patients} patients, ${positivePatients} with hemorrhage; ${folds} folds by patient, same settings, each slice scored by a network that never saw its patient; out-of-fold scores were looked at ${looks === 1 ? 'once' : `${looks} times`}`;
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
