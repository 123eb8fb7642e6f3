import type { Call } from '@ichor/report';

/** Calls, the one that is furthest above its threshold first, but `any` before all: it says the least, and is surest. */
export const byStrength = (calls: readonly Call[]): Call[] =>
  calls.toSorted((a, b) => rank(a) - rank(b) || margin(b) - margin(a));

const rank = ({ type }: Call): number => (type === 'any' ? 0 : 1);
const margin = ({ score, threshold }: Call): number => score - threshold;
