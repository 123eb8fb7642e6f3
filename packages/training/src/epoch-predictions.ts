import { join } from 'node:path';
import { type Predictions, readPredictions, writePredictions } from './predictions.ts';

/** Predictions after single epochs, kept until they are averaged: a run that goes on after one needn't make it again. */
const pathOf = (folder: string, epoch: number): string =>
  join(folder, 'epochs', `predictions-${epoch + 1}.csv`);

/** Keeps what was predicted after an epoch, counted from 0. */
export const keepEpoch = (folder: string, epoch: number, predictions: Predictions): Promise<void> =>
  writePredictions(pathOf(folder, epoch), predictions);

/**
 * The mean of what was predicted after each epoch, with their weights: the sum of weight x score over the sum of weights.
 *
 * @throws what `readPredictions` does of an epoch that counts and isn't there
 */
export async function averagedEpochs(folder: string, weights: readonly number[]): Promise<Predictions> {
  const sum = weights.reduce((a, b) => a + b, 0);
  const counted = [...weights.entries()].filter(([, weight]) => weight > 0);
  const all = await Promise.all(
    counted.map(async ([epoch, weight]) => ({ weight, ...(await readPredictions(pathOf(folder, epoch))) })),
  );
  const [first] = all;
  if (first === undefined) throw new RangeError('averagedEpochs: no epoch counts');
  const scores = first.scores.map((_, i) =>
    all.reduce((mean, { weight, scores }) => mean + (weight / sum) * scores[i]!, 0),
  );
  return { patients: first.patients, slices: first.slices, scores };
}
