import type { Model } from '@ichor/compiler';
import { IchorError } from '@ichor/ct';
import {
  type Augmentation,
  REGION_TYPES,
  type SimulatedDescription,
  type SourceDescription,
} from '@ichor/dataset';
import { buildModel, MODEL_NAMES } from '@ichor/models';

/** A source as a recipe names it: the folder, where it has one, is the user's to give. */
export type RecipeSource =
  | SimulatedDescription
  | { readonly kind: Exclude<SourceDescription['kind'], 'simulated'> };

/** One part of the training data, and what of it is never trained on. */
export interface DataPlan {
  readonly source: RecipeSource;
  /** How many of its slices an epoch shows; all of them by default. */
  readonly slicesPerEpoch?: number;
  /**
   * Share of these slices that show hemorrhage; as they come by default. It shifts the scores of such slices, so
   * thresholds have to be chosen afterwards, as `makeBundle` does.
   */
  readonly positiveShare?: number;
  /**
   * `physionet-five`: the fold given to `train` is held out (nothing where none is given). `lastStudies`: so many
   * studies at the end of the source are.
   */
  readonly holdOut?: { readonly folds: 'physionet-five' } | { readonly lastStudies: number };
}

/** Everything that a training depends on, as plain values. */
export interface Recipe {
  readonly title: string;
  /** A name that @ichor/models knows: resnet18, resnet50, ... */
  readonly architecture: string;
  /** Pixels along a side. */
  readonly size: number;
  readonly batch: number;
  readonly epochs: number;
  /** Learning rate at its highest. */
  readonly rate: number;
  /** Cosine to 0 over the run; constant; or multiplied by `everyEpoch` after each epoch. */
  readonly schedule: 'cosine' | 'constant' | { readonly everyEpoch: number };
  /** Steps over which the rate rises from 0; none by default. */
  readonly warmupSteps?: number;
  /** Adam with L2 by default; `adamW` decouples the decay. */
  readonly optimizer?: 'adam' | 'adamW';
  readonly weightDecay: number;
  readonly seed: number;
  /** Six factors of the binary cross-entropy, whose mean is over slices and types. */
  readonly classWeights: readonly number[];
  /**
   * The loss of an auxiliary head that is told in which regions of 16 x 16 pixels each type of blood is, where the data
   * knows that (simulated patients do), counts so many times; there is no such head by default. Bundles leave it out.
   */
  readonly regionLossWeight?: number;
  readonly augmentation?: Augmentation;
  readonly data: readonly DataPlan[];
  /** `given`: a run or bundle to start from must be named; `random`: none may be. */
  readonly init: 'random' | 'given';
}

/** The weights of the metric, 1, 1, 1, 1, 1, 2, scaled to a mean of 1. */
export const METRIC_CLASS_WEIGHTS: readonly number[] = [1, 1, 1, 1, 1, 2].map((w) => (w * 6) / 7);

/** The model that a recipe trains, with its auxiliary head where the recipe has one. */
export const recipeModel = ({ architecture, regionLossWeight = 0 }: Recipe): Model =>
  buildModel(architecture, regionLossWeight > 0 ? { regionTypes: REGION_TYPES } : {});

/**
 * Refuses a recipe whose numbers can't be meant.
 *
 * @throws IchorError `recipe-invalid`, naming the field.
 */
export function checkRecipe(recipe: Recipe): void {
  const positive = ['size', 'batch', 'epochs'] as const;
  for (const field of positive)
    if (!(Number.isInteger(recipe[field]) && recipe[field] > 0))
      throw invalid(field, recipe[field], 'a positive whole number');
  if (!MODEL_NAMES.includes(recipe.architecture))
    throw invalid('architecture', recipe.architecture, `one of ${MODEL_NAMES.join(', ')}`);
  if (recipe.size % 32 !== 0) throw invalid('size', recipe.size, 'a multiple of 32');
  if (!(recipe.rate > 0 && Number.isFinite(recipe.rate)))
    throw invalid('rate', recipe.rate, 'a positive number');
  if (!(recipe.weightDecay >= 0)) throw invalid('weightDecay', recipe.weightDecay, '0 or more');
  if (!((recipe.regionLossWeight ?? 0) >= 0))
    throw invalid('regionLossWeight', recipe.regionLossWeight, '0 or more');
  if (!Number.isInteger(recipe.seed)) throw invalid('seed', recipe.seed, 'a whole number');
  if (recipe.classWeights.length !== 6 || recipe.classWeights.some((w) => !(w >= 0)))
    throw invalid('classWeights', recipe.classWeights, 'six numbers of 0 or more');
  if (recipe.data.length === 0) throw invalid('data', '[]', 'at least one source');
  for (const { positiveShare: share } of recipe.data)
    if (share !== undefined && !(share > 0 && share < 1))
      throw invalid('data, positiveShare', share, 'between 0 and 1');
  const { schedule } = recipe;
  if (
    schedule !== 'cosine' &&
    schedule !== 'constant' &&
    !(typeof schedule === 'object' && schedule.everyEpoch > 0)
  )
    throw invalid('schedule', schedule, "'cosine', 'constant' or { everyEpoch: factor }");
}

function invalid(field: string, value: unknown, wanted: string): IchorError {
  return new IchorError({
    code: 'recipe-invalid',
    subject: `recipe, ${field}`,
    problem: `is ${JSON.stringify(value)}`,
    remedy: `It must be ${wanted}.`,
  });
}
