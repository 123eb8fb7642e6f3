import type { Entry } from 'yauzl';
import type { Refusal } from './refusal.ts';

/** What stands before an entry's bytes, at least (APPNOTE 4.3.7). */
const LOCAL_HEADER_BYTES = 30;

/**
 * Why the places of a zip's entries are refused; undefined where each has its own. Entries that share their bytes make much of
 * little (David Fifield, "A better zip bomb", 2019), and bytes in front that the directory does not know are files that would
 * vanish, as where two zips were joined.
 */
export function layoutProblem(entries: readonly Entry[]): Refusal | undefined {
  const places = entries
    .map(({ relativeOffsetOfLocalHeader: start, fileNameLength, compressedSize }) => ({
      start,
      end: start + LOCAL_HEADER_BYTES + fileNameLength + compressedSize,
    }))
    .sort((a, b) => a.start - b.start);
  if (places.some(({ start }, i) => i > 0 && start < (places[i - 1]?.end ?? 0))) {
    return {
      code: 'zip-overlapping',
      reason: 'has entries that share their bytes, which no honest zip does. Send the files unpacked.',
    };
  }
  return places.length > 0 && places[0]?.start !== 0
    ? {
        code: 'zip-damaged',
        reason: 'holds files that its directory does not list. Unpack it, or make it anew.',
      }
    : undefined;
}
