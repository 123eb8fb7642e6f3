import { join } from 'node:path';
import { inputSpecification } from '@ichor/ct';
import { initialWeights } from './initial-weights.ts';
import { checkRecipe, type Recipe, recipeModel } from './recipe.ts';
import { isFinished, refuseOtherRecipe, refuseToOverwrite } from './run-folder.ts';
import { splitData } from './split-data.ts';
import { type LoopOptions, trainModel } from './training-loop.ts';

export interface TrainOptions extends LoopOptions {
  /** Runs are folders in it; outside the checkout. */
  readonly runsFolder: string;
  /** The run's folder in runsFolder. */
  readonly name: string;
  /** Folders of the sources that have one, by kind. */
  readonly data?: Readonly<Partial<Record<string, string>>> | undefined;
  /** Where prepared data is kept; `cache` beside runsFolder by default. */
  readonly cacheFolder?: string | undefined;
  /** Which of five folds to hold out, 0 to 4; none by default. */
  readonly fold?: number | undefined;
  /** Goes on with an interrupted run of that name, or gives back a finished one. */
  readonly resume?: boolean | undefined;
  /** At most so many slices of each source an epoch, and held out: for trying things out. */
  readonly limit?: number | undefined;
}

/**
 * Recipe -> run. The folder gets recipe.json, log.jsonl, checkpoints/, and, once the run is finished, predictions.csv
 * with the slices it never trained on and result.json. The last step's weights are the result; none are chosen by how they score.
 * With the same recipe, data and machine, the same numbers, also when it was interrupted and resumed.
 *
 * @returns the run's folder
 * @throws IchorError where recipe, data, weights or folder don't fit, the weights saw patients of the fold, or the loss is no
 * number; the signal's reason where it aborts, after a checkpoint.
 */
export async function train(recipe: Recipe, options: TrainOptions): Promise<string> {
  checkRecipe(recipe);
  const folder = join(options.runsFolder, options.name);
  await refuseToOverwrite(folder, options.resume);
  // Weights that won't do are refused before data is prepared, which may take long.
  const { from } = await initialWeights(recipe, recipeModel(recipe), options);
  if (await isFinished(folder)) {
    await refuseOtherRecipe(folder, recipe, options, from);
    return folder;
  }
  const parts = await splitData(recipe, inputSpecification(recipe.size), {
    ...options,
    cacheFolder: options.cacheFolder ?? join(options.runsFolder, '..', 'cache'),
    onPrepare: (progress) => options.onProgress?.({ phase: 'prepare', ...progress }),
  });
  await trainModel(recipeModel(recipe), recipe, parts, folder, options);
  return folder;
}
