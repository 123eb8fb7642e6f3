/**
 * From a recipe to a run, from a run to figures and a bundle. It never prints: it reports progress.
 *
 * @example
 * const { oof } = await trainFolds(recipe, { runsFolder, name: 'first', data: { 'physionet-ct-ich': folder } });
 * compareWithBaselines(await readPredictions(oof), prepared, foldOf).overSlicePosition.bySlice; // { value, low, high }
 */
export { type Checkpoint, loadCheckpoint } from './checkpoint.ts';
export { chooseThresholds, type ScoredSlices } from './choose-thresholds.ts';
export {
  type Comparison,
  comparePredictions,
  compareWithBaselines,
  type PairedComparison,
} from './compare.ts';
export { type EvaluateOptions, type Evaluation, evaluateBundle, type Share } from './evaluate-bundle.ts';
export { type ExportOptions, exportBundle } from './export-bundle.ts';
export type { AnyAuc, TypeAuc } from './figures.ts';
export { loadWeights } from './initial-weights.ts';
export { type Labelled, labelsOf } from './labels-of.ts';
export { machineLowerings } from './machine-lowerings.ts';
export { type MadeBundle, type MakeBundleOptions, makeBundle, VALIDATION_STUDIES } from './make-bundle.ts';
export { type Evaluate, predict } from './predict.ts';
export { type PredictOptions, predictWithBundle, predictWithRun } from './predict-with.ts';
export { joinPredictions, type Predictions, readPredictions, writePredictions } from './predictions.ts';
export {
  checkRecipe,
  type DataPlan,
  METRIC_CLASS_WEIGHTS,
  type Recipe,
  type RecipeSource,
} from './recipe.ts';
export { describedRun, type RunDescription } from './run-folder.ts';
export type { LogLine } from './run-log.ts';
export { type SplitPart, splitData } from './split-data.ts';
export { type TrainOptions, train } from './train.ts';
export { type TrainFoldsOptions, trainFolds } from './train-folds.ts';
export { openTrainStep, type TrainStep } from './train-step.ts';
export type { Progress } from './training-loop.ts';
