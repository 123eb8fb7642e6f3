import type { Call } from '@ichor/report';

/**
 * How far a score is above a threshold, in log odds: thresholds lie anywhere between 0 and 1, and .99 over .70 is more than
 * .39 over .06.
 */
export const strength = ({ score, threshold }: Pick<Call, 'score' | 'threshold'>): number =>
  logOdds(score) - logOdds(threshold);

/** Calls, the one that is furthest above its threshold first, but `any` before all: it says the least, and is surest. */
export const byStrength = (calls: readonly Call[]): Call[] =>
  calls.toSorted((a, b) => rank(a) - rank(b) || strength(b) - strength(a));

const rank = ({ type }: Call): number => (type === 'any' ? 0 : 1);

/** Scores are written with two or three digits: 1.00 is not certainty. */
const logOdds = (p: number): number => {
  const inside = Math.min(Math.max(p, 0.001), 0.999);
  return Math.log(inside / (1 - inside));
};
