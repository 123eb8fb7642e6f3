import { IchorError } from '@ichor/notices';
import type { Recipe } from './recipe.ts';

/** After so many steps it is known how long a step takes; the first, which warms up, doesn't count. */
export const STEPS_TO_TIME = 20;

export interface RunAhead {
  readonly recipe: Pick<Recipe, 'title' | 'size'>;
  /** To the end, at the pace of the steps that were timed. */
  readonly secondsLeft: number;
  /** From the first step to the last: what another run would take. */
  readonly secondsInAll: number;
  /** Slices of an epoch from each source. */
  readonly slicesOfSource: number;
  readonly mostHours: number;
}

/**
 * Why a run is not to go on, where it would take longer than it may: with what would not, an epoch of fewer slices, or half the
 * side, with a quarter of the pixels.
 *
 * @returns the error `run-too-long`, undefined where the run may go on
 */
export function runTooLong(ahead: RunAhead): IchorError | undefined {
  const { recipe, secondsLeft, secondsInAll, slicesOfSource, mostHours } = ahead;
  const hours = secondsLeft / 3600;
  if (hours <= mostHours) return undefined;
  const inAll = secondsInAll / 3600;
  const fewer = Math.max(1, Math.floor((slicesOfSource * mostHours) / inAll));
  const half = Math.max(32, 32 * Math.round(recipe.size / 64));
  const halfHours = inAll * (half / recipe.size) ** 2;
  return new IchorError({
    code: 'run-too-long',
    subject: recipe.title,
    problem: `would take ${said(hours)} hours more, by its first ${STEPS_TO_TIME} steps, and ${mostHours} are allowed`,
    remedy: `Give --resume --yes to go on all the same: nothing is lost. With --limit ${fewer} a new run would take about ${said(mostHours)} hours, with --set size=${half} about ${said(halfHours)}.`,
  });
}

const said = (hours: number): string => (hours < 10 ? hours.toFixed(1) : hours.toFixed(0));
