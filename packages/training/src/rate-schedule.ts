import type { Recipe } from './recipe.ts';

/**
 * The learning rate of a step, counted from 0. Cosine: rate / 2 * (1 + cos(pi * step / steps)). While it warms up, each schedule's
 * own rate is multiplied by (step + 1) / (warmupSteps + 1).
 */
export function rateAt(
  { rate, schedule, warmupSteps = 0 }: Pick<Recipe, 'rate' | 'schedule' | 'warmupSteps'>,
  step: number,
  { steps, stepsPerEpoch }: { readonly steps: number; readonly stepsPerEpoch: number },
): number {
  const warmup = step < warmupSteps ? (step + 1) / (warmupSteps + 1) : 1;
  if (schedule === 'constant') return rate * warmup;
  if (schedule === 'cosine') return rate * warmup * 0.5 * (1 + Math.cos((Math.PI * step) / steps));
  const epoch = Math.floor(step / stepsPerEpoch);
  if ('everyEpoch' in schedule) return rate * warmup * schedule.everyEpoch ** epoch;
  return rate * warmup * schedule.factor ** Math.floor(epoch / schedule.everyEpochs);
}
