import { checkHounsfield, type EdgeCounts, mapHistogram, type ValueHistogram } from '@ichor/ct';

/** Common mistakes, undone: what the values would have to go through to be Hounsfield units. */
const CAUSES: readonly [undo: (hu: number) => number, cause: string][] = [
  [(hu) => hu - 1024, 'an intercept of -1024 had not been applied'],
  [(hu) => hu - 1000, 'an intercept of -1000 had not been applied'],
  [(hu) => hu + 1024, 'an intercept of -1024 had been applied twice'],
  [(hu) => hu + 1000, 'an intercept of -1000 had been applied twice'],
  [(hu) => hu / 2, 'all had been doubled'],
  [(hu) => hu * 2, 'all had been halved'],
  [(hu) => -hu, 'all had been negated'],
];

/** What values that are no Hounsfield units look as if; undefined where no common mistake explains them. */
export function likelyCause(histogram: ValueHistogram, edges: EdgeCounts): string | undefined {
  return CAUSES.find(([undo]) => {
    const undone = checkHounsfield(
      mapHistogram(histogram, undo),
      edges.map(({ hu, count }) => ({ hu: undo(hu), count })),
    );
    return undone.problem === undefined && undone.doubt === undefined;
  })?.[1];
}
