import type { Model, Objective } from '@ichor/compiler';
import { HEMORRHAGE_TYPES } from '@ichor/ct';
import { type Augmentation, type FolderKind, REGION_TYPES, type SimulatedDescription } from '@ichor/dataset';
import { LOG_LOSS_WEIGHTS } from '@ichor/metrics';
import { buildModel } from '@ichor/models';
import { CHANNELS, type Channels, type InputSpecification, inputSpecification } from '@ichor/scoring';
import { REGIONS_HEAD } from './heads.ts';

/** A source as a recipe names it: the folder, where it has one, is the user's to give. */
export type RecipeSource = SimulatedDescription | { readonly kind: FolderKind };

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
   * `split`: the fold given to `train` is held out, of the split that the source calls so (nothing where none is given).
   * `lastStudies`: so many studies at the end of the source are. `share`: so much of the patients, drawn by the seed; stratified,
   * each type is as common on both sides as it can be.
   */
  readonly holdOut?: { readonly split: string } | { readonly lastStudies: number } | SharePlan;
}

/** A share of a source's patients, above 0 and at most one half. */
export interface SharePlan {
  readonly share: number;
  readonly seed: number;
  readonly stratified?: boolean;
}

/** Gradient descent with momentum, Nesterov's if asked for. */
export interface SgdChoice {
  readonly kind: 'sgd';
  readonly momentum: number;
  readonly nesterov?: boolean;
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
  /** Cosine to 0 over the run; constant; multiplied by `everyEpoch` after each epoch; or by `factor` after so many epochs. */
  readonly schedule:
    | 'cosine'
    | 'constant'
    | { readonly everyEpoch: number }
    | { readonly everyEpochs: number; readonly factor: number };
  /** Steps over which the rate rises from 0; none by default. */
  readonly warmupSteps?: number;
  /** Adam with L2 by default; `adamW` decouples the decay; `sgd` moves along the gradient, with L2. */
  readonly optimizer?: 'adam' | 'adamW' | SgdChoice;
  readonly weightDecay: number;
  /** What decays: all that is learned by default; `kernels` spares biases and norms. */
  readonly decay?: 'all' | 'kernels';
  /** Gradients whose common norm exceeds this are shortened to it; as they are by default. */
  readonly clipNorm?: number;
  /** So many batches, 1 by default, are one update, as if they were one larger batch but for the norms' statistics. */
  readonly accumulate?: number;
  /**
   * What an update keeps of the moving average of the weights, 0.999 say, which then stands for them wherever the network
   * reads: held-out figures, predictions, bundle. None by default.
   */
  readonly movingAverage?: number;
  /** How much the predictions of the weights after each epoch count; those of the last weights alone by default. */
  readonly epochWeights?: readonly number[];
  /** Parameters that stay as they were given, by the beginnings of their names: `layer1.`, `conv1.`. */
  readonly frozen?: readonly string[];
  /** Whether norms use their running statistics, which then stay as they were given; false by default. */
  readonly frozenNorms?: boolean;
  /** Factors of the rate by the beginnings of parameters' names; the longest that fits counts. 1 by default. */
  readonly rateFactors?: Readonly<Record<string, number>>;
  /** How much the classifier leaves out at random; the architecture's own share by default. */
  readonly dropout?: number;
  /** How often the last block is left out at random, earlier ones less; the architecture's own share by default. */
  readonly stochasticDepth?: number;
  readonly seed: number;
  /** Three neighbours in one range of Hounsfield units by default; or three windows of one slice. */
  readonly channels?: Channels;
  /**
   * What is minimized. `logits`, the scores of the six types, is in every one. `regions` adds an auxiliary head that is told
   * in which regions of 16 x 16 pixels each type of blood is; it is masked, since not all data knows that (simulated
   * patients do).
   */
  readonly objective: Objective;
  readonly augmentation?: Augmentation;
  readonly data: readonly DataPlan[];
  /**
   * `given`: a run, a bundle or a file of weights to start from must be named; `random`: none may be; `givenOrRandom`: random
   * where none is named. A run's own recipe says which of the first two it was.
   */
  readonly init: 'random' | 'given' | 'givenOrRandom';
}

/** The weights of the metric, 1, 1, 1, 1, 1, 2, scaled to a mean of 1. */
export const METRIC_CLASS_WEIGHTS: readonly number[] = LOG_LOSS_WEIGHTS.map(
  (weight) => (weight * LOG_LOSS_WEIGHTS.length) / LOG_LOSS_WEIGHTS.reduce((a, b) => a + b, 0),
);

/** The recipe with what its `init` comes to where these weights, or none, are named. */
export const withInit = (recipe: Recipe, init: string | undefined): Recipe =>
  recipe.init === 'givenOrRandom' ? { ...recipe, init: init === undefined ? 'random' : 'given' } : recipe;

/** The model that a recipe trains, with its auxiliary head where its objective names it. */
export const trainedModel = ({ architecture, objective, dropout, stochasticDepth }: Recipe): Model =>
  buildModel(architecture, {
    dropout,
    stochasticDepth,
    classes: HEMORRHAGE_TYPES.length,
    channels: CHANNELS,
    mapHead: objective.some(({ head }) => head === REGIONS_HEAD)
      ? { name: REGIONS_HEAD, outputs: REGION_TYPES }
      : undefined,
  });

/** The model that reads with what a recipe trained: without auxiliary heads. */
export const readingModel = ({ architecture }: Pick<Recipe, 'architecture'>): Model =>
  buildModel(architecture, { classes: HEMORRHAGE_TYPES.length, channels: CHANNELS });

/** What the network of a recipe is shown. */
export const recipeInput = ({ size, channels }: Pick<Recipe, 'size' | 'channels'>): InputSpecification =>
  inputSpecification(size, channels);
