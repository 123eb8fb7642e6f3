/**
 * From a recipe to a run, from a run to figures and a bundle. It never prints: it reports progress.
 *
 * @example
 * const { oof } = await trainFolds(recipe, { runsFolder, name: 'first', data: { 'dicom-studies': folder } });
 * compareWithBaselines(await readPredictions(oof), prepared, foldOf).overSlicePosition.bySlice; // { value, low, high }
 */

export { MODEL_NAMES as ARCHITECTURES } from '@ichor/models';
export { PROVIDERS as DEVICES, type Provider as Device } from '@ichor/runtime';
export { checkRecipe } from './check-recipe.ts';
export { type Checkpoint, loadCheckpoint } from './checkpoint.ts';
export { chooseThresholds, type ScoredSlices } from './choose-thresholds.ts';
export {
  type Comparison,
  comparePredictions,
  compareWithBaselines,
  type PairedComparison,
} from './compare.ts';
export type { BundleHealth } from './doctor/check-bundle.ts';
export type { NetworkHealth } from './doctor/check-operators.ts';
export { checkProvider, describeMachine, type MachineHealth, type ProviderHealth } from './doctor/doctor.ts';
export {
  type EvaluatedStudy,
  type EvaluateOptions,
  type Evaluation,
  evaluateBundle,
  type Share,
} from './evaluate-bundle.ts';
export { type ExportOptions, exportBundle } from './export-bundle.ts';
export type { AnyAuc, TypeAuc } from './figures.ts';
export { loadWeights } from './initial-weights.ts';
export { type Labelled, labelsOf } from './labels-of.ts';
export { loadBundle, SHIPPED_BUNDLE } from './load-bundle.ts';
export { machineLowerings } from './machine-lowerings.ts';
export { type MadeBundle, type MakeBundleOptions, makeBundle, VALIDATION_STUDIES } from './make-bundle.ts';
export { type PredictOptions, predictWithBundle, predictWithRun } from './predict-with.ts';
export { joinPredictions, type Predictions, readPredictions, writePredictions } from './predictions.ts';
export {
  type DataPlan,
  METRIC_CLASS_WEIGHTS,
  type Recipe,
  type RecipeSource,
  type SgdChoice,
} from './recipe.ts';
export { refuseAbsentDevice } from './refuse-absent-device.ts';
export { describedRun, type RunDescription } from './run-folder.ts';
export type { LogLine } from './run-log.ts';
export { listRuns } from './runs/list-runs.ts';
export { type Curve, type RunCurves, runCurves } from './runs/run-curves.ts';
export type { RunState, RunSummary } from './runs/summarize-run.ts';
export { type SplitPart, splitData } from './split-data.ts';
export { type TrainOptions, train } from './train.ts';
export { type TrainFoldsOptions, trainFolds } from './train-folds.ts';
export { openTrainStep, type TrainStep } from './train-step.ts';
export type { Progress } from './training-loop.ts';
export { type ExportedWeights, exportWeights } from './weights/export-weights.ts';
export { type FetchedFile, type FetchOptions, fetchWeights } from './weights/fetch-weights.ts';
export { type ImportedWeights, type ImportOptions, importWeights } from './weights/import-weights.ts';
