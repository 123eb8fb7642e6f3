import type { Series } from '@ichor/ct';
import { en } from '@ichor/report';

/** Why a series is incomplete: files that can't be read, slices left out, slices of which there is no file; undefined where it isn't. */
export function incompleteness(series: Series): string | undefined {
  const { slices, unreadableSopInstanceUids, leftOutSopInstanceUids, missingSlices } = series;
  const all = slices.length + unreadableSopInstanceUids.length;
  const leftOut = leftOutSopInstanceUids.length;
  const unreadable = unreadableSopInstanceUids.length - leftOut;
  const reasons = [
    ...(unreadable > 0 ? [en.reasons.unreadableSlices(unreadable, all - unreadable)] : []),
    ...(leftOut > 0 ? [en.reasons.slicesLeftOut(leftOut, all)] : []),
    ...(missingSlices ? [en.reasons.missingSlices(missingSlices)] : []),
  ];
  return reasons.length > 0 ? reasons.join('; ') : undefined;
}
