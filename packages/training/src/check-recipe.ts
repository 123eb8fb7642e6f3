import type { Objective } from '@ichor/compiler';
import type { Augmentation } from '@ichor/dataset';
import { MODEL_NAMES } from '@ichor/models';
import { IchorError } from '@ichor/notices';
import { CHANNELS, type Channels } from '@ichor/scoring';
import { CLASSIFIER_HEAD, HEAD_OUTPUTS, REGIONS_HEAD } from './heads.ts';
import { type Recipe, trainedModel } from './recipe.ts';

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
  if (!Number.isInteger(recipe.seed)) throw invalid('seed', recipe.seed, 'a whole number');
  if (!INITS.includes(recipe.init)) throw invalid('init', recipe.init, `one of ${INITS.join(', ')}`);
  checkObjective(recipe.objective);
  if (recipe.channels) checkChannels(recipe.channels);
  if (recipe.data.length === 0) throw invalid('data', '[]', 'at least one source');
  for (const { positiveShare: share } of recipe.data)
    if (share !== undefined && !(share > 0 && share < 1))
      throw invalid('data, positiveShare', share, 'between 0 and 1');
  for (const { holdOut } of recipe.data)
    if (holdOut && 'share' in holdOut && !(holdOut.share > 0 && holdOut.share <= 0.5))
      throw invalid('data, holdOut, share', holdOut.share, 'above 0 and at most 0.5');
  if (recipe.augmentation) checkAugmentation(recipe.augmentation);
  checkUpdates(recipe);
  checkLayers(recipe);
}

const INITS: readonly Recipe['init'][] = ['random', 'given', 'givenOrRandom'];

function checkAugmentation(augmentation: Augmentation): void {
  const { crop = 0, contrast = 0, blur = 0 } = augmentation;
  for (const [field, value] of Object.entries({ crop, contrast }))
    if (!isShare(value)) throw invalid(`augmentation, ${field}`, value, '0 or more, and below 1');
  if (!(blur >= 0 && blur <= 10)) throw invalid('augmentation, blur', blur, 'from 0 to 10 pixels');
}

const isAbove0 = (value: number): boolean => value > 0 && Number.isFinite(value);
const isShare = (value: number): boolean => value >= 0 && value < 1;

/** How weights are moved. */
function checkUpdates(recipe: Recipe): void {
  const { schedule, warmupSteps = 0, optimizer = 'adam', decay = 'all', clipNorm = 1 } = recipe;
  const { accumulate = 1, movingAverage = 0, epochWeights, epochs } = recipe;
  if (!isSchedule(schedule))
    throw invalid(
      'schedule',
      schedule,
      "'cosine', 'constant', { everyEpoch: factor } or { everyEpochs: epochs, factor }",
    );
  if (!(Number.isInteger(warmupSteps) && warmupSteps >= 0))
    throw invalid('warmupSteps', warmupSteps, 'a whole number of 0 or more');
  if (!isOptimizer(optimizer))
    throw invalid(
      'optimizer',
      optimizer,
      "'adam', 'adamW' or { kind: 'sgd', momentum: 0 to below 1, nesterov }, Nesterov's with momentum alone",
    );
  if (decay !== 'all' && decay !== 'kernels') throw invalid('decay', decay, "'all' or 'kernels'");
  if (!isAbove0(clipNorm)) throw invalid('clipNorm', clipNorm, 'a positive number');
  if (!(Number.isInteger(accumulate) && accumulate > 0))
    throw invalid('accumulate', accumulate, 'a positive whole number');
  if (!isShare(movingAverage)) throw invalid('movingAverage', movingAverage, '0 or more, and below 1');
  const weigh = epochWeights ?? [1];
  if (!weigh.every((weight) => weight >= 0 && Number.isFinite(weight)) || !weigh.some((weight) => weight > 0))
    throw invalid('epochWeights', weigh, 'numbers of 0 or more, not all of them 0');
  if (epochWeights && epochWeights.length !== epochs)
    throw invalid('epochWeights', epochWeights, `one number for each of ${epochs} epochs`);
}

function isSchedule(schedule: Recipe['schedule']): boolean {
  if (typeof schedule !== 'object') return schedule === 'cosine' || schedule === 'constant';
  if ('everyEpoch' in schedule) return isAbove0(schedule.everyEpoch);
  return Number.isInteger(schedule.everyEpochs) && schedule.everyEpochs > 0 && isAbove0(schedule.factor);
}

function isOptimizer(optimizer: NonNullable<Recipe['optimizer']>): boolean {
  if (typeof optimizer !== 'object') return optimizer === 'adam' || optimizer === 'adamW';
  const { kind, momentum, nesterov } = optimizer;
  return kind === 'sgd' && isShare(momentum) && !(nesterov && momentum === 0);
}

/** Which layers learn, how fast, and what they leave out. */
function checkLayers(recipe: Recipe): void {
  const { frozen = [], rateFactors = {}, dropout = 0, stochasticDepth = 0 } = recipe;
  if (frozen.some((prefix) => prefix === ''))
    throw invalid('frozen', frozen, 'the beginnings of parameter names, none of them empty');
  for (const factor of Object.values(rateFactors))
    if (!isAbove0(factor)) throw invalid('rateFactors', rateFactors, 'positive numbers by parameter names');
  if (!isShare(dropout)) throw invalid('dropout', dropout, '0 or more, and below 1');
  const names = trainedModel(recipe).parameters.map(({ name }) => name);
  for (const prefix of [...frozen, ...Object.keys(rateFactors)])
    if (!names.some((name) => name.startsWith(prefix)))
      throw invalid(
        'frozen, rateFactors',
        prefix,
        `the beginning of the name of a parameter of ${recipe.architecture}`,
      );
  if (!isShare(stochasticDepth)) throw invalid('stochasticDepth', stochasticDepth, '0 or more, and below 1');
}

function checkObjective(objective: Objective): void {
  const terms = objective.map(({ head, loss }) => `${head}, ${loss}`);
  if (!terms.includes(`${CLASSIFIER_HEAD}, binaryCrossEntropy`) || new Set(terms).size !== terms.length)
    throw invalid('objective', terms, `different terms, the cross-entropy of ${CLASSIFIER_HEAD} among them`);
  for (const { head, loss, weight, mask = false } of objective) {
    const outputs = HEAD_OUTPUTS.get(head);
    if (outputs === undefined)
      throw invalid('objective, head', head, `one of ${[...HEAD_OUTPUTS.keys()].join(', ')}`);
    if (loss !== 'binaryCrossEntropy' && !(loss === 'softDice' && head === REGIONS_HEAD))
      throw invalid(`objective, loss of ${head}`, loss, 'binaryCrossEntropy, or softDice of a map');
    const weights = typeof weight === 'number' ? [weight] : weight;
    const fits = typeof weight === 'number' ? weight > 0 : weight.length === outputs;
    if (!fits || weights.some((w) => !(w >= 0)))
      throw invalid(
        `objective, weight of ${head}`,
        weight,
        `a number above 0, or ${outputs} numbers of 0 or more`,
      );
    if (mask !== (head === REGIONS_HEAD))
      throw invalid(
        `objective, mask of ${head}`,
        mask,
        head === REGIONS_HEAD
          ? 'true: regions are unknown where they are not given'
          : 'false: it is known of every slice',
      );
  }
}

function checkChannels(channels: Channels): void {
  const isRight =
    channels.kind === 'windows'
      ? channels.windows.length === CHANNELS && channels.windows.every(({ width }) => width > 0)
      : channels.distanceMm > 0 && channels.huRange[0] < channels.huRange[1];
  if (!isRight)
    throw invalid('channels', channels, `${CHANNELS} windows, or neighbours at a distance in a range of HU`);
}

function invalid(field: string, value: unknown, wanted: string): IchorError {
  return new IchorError({
    code: 'recipe-invalid',
    subject: `recipe, ${field}`,
    problem: `is ${JSON.stringify(value)}`,
    remedy: `It must be ${wanted}.`,
  });
}
