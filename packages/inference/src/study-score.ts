import { HEMORRHAGE_TYPES, namedScores, type Scores } from '@ichor/ct';
import type { Aggregation } from '@ichor/report';

/**
 * Scores of samples -> scores of their study: for each type the mean of its `count` highest, or of all where there
 * are fewer. A maximum would rise with the number of slices, and call thin-slice studies far more often.
 *
 * @param sampleScores [N, 6]
 */
export function studyScore(sampleScores: ArrayLike<number>, { count }: Pick<Aggregation, 'count'>): Scores {
  const types = HEMORRHAGE_TYPES.length;
  const samples = sampleScores.length / types;
  if (samples < 1 || !Number.isInteger(samples)) {
    throw new RangeError(`studyScore: ${sampleScores.length} scores are no rows of ${types}`);
  }
  return namedScores(
    HEMORRHAGE_TYPES.map((_, type) => {
      const column = Float64Array.from({ length: samples }, (_, n) => sampleScores[n * types + type]!);
      const highest = column.sort().reverse().subarray(0, count);
      return highest.reduce((a, b) => a + b, 0) / highest.length;
    }),
  );
}
