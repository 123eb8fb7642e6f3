import { join } from 'node:path';
import {
  joinPredictions,
  type Predictions,
  readPredictions,
  scoresOf,
  writePredictions,
} from './predictions.ts';
import type { Recipe } from './recipe.ts';
import { foldsOf, type OpenedPart, openParts } from './split-data.ts';
import { type TrainOptions, train } from './train.ts';
import type { Progress } from './training-loop.ts';

export interface TrainFoldsOptions extends Omit<TrainOptions, 'fold' | 'resume' | 'onProgress'> {
  /** All of the recipe's splits by default. */
  readonly folds?: readonly number[];
  readonly onProgress?: (progress: Progress & { readonly fold: number }) => void;
}

/**
 * Trains the folds one after the other as runs <name>/fold-<k>, and joins what each says of the patients of its fold in
 * <name>/oof.csv. Folds that are finished are kept, one that was interrupted is resumed.
 *
 * @throws IchorError as `train` does; `recipe-without-folds` where no source of the recipe is divided.
 */
export async function trainFolds(
  recipe: Recipe,
  { folds, onProgress, ...options }: TrainFoldsOptions,
): Promise<{ readonly folder: string; readonly oof: string; readonly folds: readonly number[] }> {
  const parts = await openParts(recipe, options);
  const all = foldsOf(parts, 'every fold');
  const predictions = [];
  for (const fold of folds ?? all) {
    const run = await train(recipe, {
      ...options,
      cacheFolder: options.cacheFolder ?? join(options.runsFolder, '..', 'cache'),
      name: join(options.name, `fold-${fold}`),
      fold,
      resume: true,
      onProgress: (progress) => onProgress?.({ ...progress, fold }),
    });
    predictions.push(foldPatients(await readPredictions(join(run, 'predictions.csv')), parts, fold));
  }
  const folder = join(options.runsFolder, options.name);
  const oof = join(folder, 'oof.csv');
  await writePredictions(oof, joinPredictions(predictions));
  return { folder, oof, folds: folds ?? all };
}

/** What every fold holds out alike, the last studies of a source, is no part of the cross-validation. */
function foldPatients(predictions: Predictions, parts: readonly OpenedPart[], fold: number): Predictions {
  const { patients, slices } = predictions;
  const isOfFold = (patient: string) => parts.some(({ split }) => split?.foldOf(patient) === fold);
  const rows = patients.flatMap((patient, row) => (isOfFold(patient) ? [row] : []));
  return {
    patients: rows.map((row) => patients[row]!),
    slices: rows.map((row) => slices[row]!),
    scores: scoresOf(predictions, rows),
  };
}
