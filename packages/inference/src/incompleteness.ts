import type { Series } from '@ichor/ct';
import { en } from '@ichor/report';

/** Why a series is incomplete: files that can't be read, slices of which there is no file; undefined where it isn't. */
export function incompleteness({
  slices,
  unreadableSopInstanceUids,
  missingSlices,
}: Series): string | undefined {
  const unreadable = unreadableSopInstanceUids.length;
  const reasons = [
    ...(unreadable > 0 ? [en.reasons.unreadableSlices(unreadable, slices.length)] : []),
    ...(missingSlices ? [en.reasons.missingSlices(missingSlices)] : []),
  ];
  return reasons.length > 0 ? reasons.join('; ') : undefined;
}

/** The same series as if no slice of it were lost. */
export const asComplete = (series: Series): Series => ({
  ...series,
  unreadableSopInstanceUids: [],
  missingSlices: 0,
});
