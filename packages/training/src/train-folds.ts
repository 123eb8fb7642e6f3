import { join } from 'node:path';
import { physionetGroups } from '@ichor/dataset';
import { joinPredictions, type Predictions, readPredictions, writePredictions } from './predictions.ts';
import type { Recipe } from './recipe.ts';
import { type TrainOptions, train } from './train.ts';
import type { Progress } from './training-loop.ts';

export interface TrainFoldsOptions extends Omit<TrainOptions, 'fold' | 'resume' | 'onProgress'> {
  /** All five by default. */
  readonly folds?: readonly number[];
  readonly onProgress?: (progress: Progress & { readonly fold: number }) => void;
}

/**
 * Trains the folds one after the other as runs <name>/fold-<k>, and joins what each says of the patients of its fold in
 * <name>/oof.csv. Folds that are finished are kept, one that was interrupted is resumed.
 */
export async function trainFolds(
  recipe: Recipe,
  { folds = [0, 1, 2, 3, 4], onProgress, ...options }: TrainFoldsOptions,
): Promise<{ readonly folder: string; readonly oof: string }> {
  const predictions = [];
  for (const fold of folds) {
    const run = await train(recipe, {
      ...options,
      cacheFolder: options.cacheFolder ?? join(options.runsFolder, '..', 'cache'),
      name: join(options.name, `fold-${fold}`),
      fold,
      resume: true,
      onProgress: (progress) => onProgress?.({ ...progress, fold }),
    });
    predictions.push(foldPatients(await readPredictions(join(run, 'predictions.csv'))));
  }
  const folder = join(options.runsFolder, options.name);
  const oof = join(folder, 'oof.csv');
  await writePredictions(oof, joinPredictions(predictions));
  return { folder, oof };
}

/** What every fold holds out alike, simulated studies, is no part of the cross-validation. */
function foldPatients({ patients, slices, scores }: Predictions): Predictions {
  const groups = physionetGroups();
  const rows = patients.flatMap((patient, row) => (groups.has(patient) ? [row] : []));
  return {
    patients: rows.map((row) => patients[row]!),
    slices: rows.map((row) => slices[row]!),
    scores: Float64Array.from(rows.flatMap((row) => Array.from(scores.subarray(row * 6, row * 6 + 6)))),
  };
}
