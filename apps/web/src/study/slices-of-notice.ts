import type { SeriesStack } from '@ichor/api';

export interface NoticedSlices {
  /** First and last place in the stack, from 0, of slices that lie side by side; rising. */
  readonly runs: readonly (readonly [first: number, last: number])[];
  /** Those that are not in the stack: they can't be read, or belong to another stack of the series. */
  readonly others: number;
}

/** Where the slices that a notice names lie in a stack. */
export function slicesOfNotice(uids: readonly string[], stack: Pick<SeriesStack, 'slices'>): NoticedSlices {
  const named = new Set(uids);
  const runs: [number, number][] = [];
  stack.slices.forEach(({ sopInstanceUid }, i) => {
    if (!named.delete(sopInstanceUid)) return;
    const run = runs.at(-1);
    if (run?.[1] === i - 1) run[1] = i;
    else runs.push([i, i]);
  });
  return { runs, others: named.size };
}
