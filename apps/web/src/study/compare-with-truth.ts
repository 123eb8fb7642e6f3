import type { BleedTruth, StudyRow } from '@ichor/api';
import { HEMORRHAGE_TYPES, type HemorrhageType } from '@ichor/ct';

export type Verdict = 'found' | 'missed' | 'false-call' | 'unread';

/** One type that is there, or was called. */
export interface Comparison {
  readonly type: HemorrhageType;
  readonly verdict: Verdict;
  /** Those of the type that were put in; none for a false call. */
  readonly bleeds: readonly BleedTruth[];
  readonly score: number | null;
}

/** Truth beside answer, by type; `any` is there when something is. */
export function compareWithTruth(
  truth: readonly BleedTruth[],
  { calls, scores }: Pick<StudyRow, 'calls' | 'scores'>,
): Comparison[] {
  return HEMORRHAGE_TYPES.flatMap((type) => {
    const bleeds = truth.filter((bleed) => bleed.type === type);
    const there = type === 'any' ? truth.length > 0 : bleeds.length > 0;
    const called = calls.some((call) => call.type === type);
    if (!there && !called) return [];
    const verdict = !scores ? 'unread' : !there ? 'false-call' : called ? 'found' : 'missed';
    return [{ type, verdict, bleeds, score: scores?.[type] ?? null }];
  });
}
