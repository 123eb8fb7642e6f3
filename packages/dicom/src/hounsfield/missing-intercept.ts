import { checkHounsfield, mapHistogram, mergeHistograms, type SliceValues } from '@ichor/ct';

/** What scanners add so that values are never below 0. */
const CANDIDATES = [-1024, -1000];
/** The candidates lie 24 apart: no air fits both, and air half way between fits neither. */
const AIR_WITHIN = 8;
/** Air that was cut at 0 says nothing; brain must then lie so far inside its range that the other candidate leaves it. */
const BRAIN_INSIDE = [26, 40] as const;
const CUT = 4;

/** Unsigned values that were never rescaled: the header says nothing, or 1 and 0. */
export const isUnscaled = ({ slope, intercept, signed, rescale, repair }: SliceValues): boolean =>
  !signed && slope === 1 && intercept === 0 && rescale !== 'table' && repair === undefined;

/**
 * The intercept that unsigned, never rescaled values of a head need. It is certain since physics fixes three of the values
 * that any head shows: air, brain and skull. The only two intercepts in use are 24 apart, and it is taken only if all three
 * fit it and don't fit the other.
 *
 * @returns undefined where none or both would do
 */
export function missingIntercept(all: readonly SliceValues[]): number | undefined {
  const histogram = mergeHistograms(all.map(({ sample }) => sample.histogram));
  const edges = all.flatMap(({ sample }) => sample.edge ?? []);
  const fitting = CANDIDATES.filter((intercept) => {
    const { airHu, softHu, problem, doubt } = checkHounsfield(
      mapHistogram(histogram, (hu) => hu + intercept),
      edges.map(({ hu, count }) => ({ hu: hu + intercept, count })),
    );
    if (problem !== undefined || doubt !== undefined || airHu === undefined || softHu === undefined)
      return false;
    if (airHu - intercept <= CUT) return softHu >= BRAIN_INSIDE[0] && softHu <= BRAIN_INSIDE[1];
    return Math.abs(airHu + 1000) <= AIR_WITHIN;
  });
  return fitting.length === 1 ? fitting[0] : undefined;
}
