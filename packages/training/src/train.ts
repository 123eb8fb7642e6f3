import { join } from 'node:path';
import { makeOutputFolder } from '@ichor/files';
import { checkRecipe } from './check-recipe.ts';
import { initialWeights } from './initial-weights.ts';
import { refuseSeenFolds } from './provenance.ts';
import { type Recipe, recipeInput, trainedModel, withInit } from './recipe.ts';
import { refuseAbsentDevice } from './refuse-absent-device.ts';
import { isFinished, refuseOtherRecipe, refuseToOverwrite } from './run-folder.ts';
import { heldOutBy, openParts, splitData } from './split-data.ts';
import { type LoopOptions, trainModel } from './training-loop.ts';

export interface TrainOptions extends LoopOptions {
  /** Runs are folders in it; outside the checkout. */
  readonly runsFolder: string;
  /** The run's folder in runsFolder. */
  readonly name: string;
  /** Folder of the run or bundle, or file, whose weights it starts with. */
  readonly init?: string | undefined;
  /** Folders of the sources that have one, by kind. */
  readonly data?: Readonly<Partial<Record<string, string>>> | undefined;
  /** Where prepared data is kept; `cache` beside runsFolder by default. */
  readonly cacheFolder?: string | undefined;
  /** Which fold of the recipe's split to hold out; none by default. */
  readonly fold?: number | undefined;
  /** Goes on with an interrupted run of that name, or gives back a finished one. */
  readonly resume?: boolean | undefined;
  /** At most so many slices of each source an epoch, and held out: for trying things out. */
  readonly limit?: number | undefined;
  /** Reads every byte of the data again; by default only where sizes or times of its files have changed. */
  readonly rehash?: boolean | undefined;
}

/**
 * Recipe -> run. The folder gets recipe.json, log.jsonl, checkpoints/, and, once the run is finished, predictions.csv
 * with the slices it never trained on and result.json. The last step's weights are the result; none are chosen by how they score.
 * With the same recipe, data and machine, the same numbers, also when it was interrupted and resumed.
 *
 * @returns the run's folder
 * @throws IchorError where recipe, data, weights or folder don't fit, the device is missing, the weights saw patients of the fold, or the loss is no
 * number; the signal's reason where it aborts, after a checkpoint.
 */
export async function train(asked: Recipe, options: TrainOptions): Promise<string> {
  checkRecipe(asked);
  const recipe = withInit(asked, options.init);
  const folder = join(options.runsFolder, options.name);
  await refuseToOverwrite(folder, options.resume);
  const { device = 'cpu', lowerings = 'fixed' } = options;
  if (lowerings === 'timed' && device !== 'cpu')
    throw new RangeError(`train: lowerings are timed on the processor, not on ${device}`);
  await refuseAbsentDevice(device);
  // Weights that won't do are refused before data is prepared, which may take long.
  const model = trainedModel(recipe);
  const start = await initialWeights(recipe, model, options);
  const opened = await openParts(recipe, options);
  const heldOut = heldOutBy(opened, options.fold);
  if (options.init !== undefined) refuseSeenFolds(`weights of ${options.init}`, start.startedFrom, heldOut);
  if (await isFinished(folder)) {
    await refuseOtherRecipe(folder, recipe, options, start.from);
    return folder;
  }
  await makeOutputFolder(folder);
  const cacheFolder = options.cacheFolder ?? join(options.runsFolder, '..', 'cache');
  const parts = await splitData(opened, recipeInput(recipe), {
    ...options,
    cacheFolder,
    onPrepare: (progress) => options.onProgress?.({ phase: 'prepare', ...progress }),
  });
  const timedFile = join(cacheFolder, 'lowerings.json');
  await trainModel({ model, start, recipe, parts, folder, timedFile }, options);
  return folder;
}
