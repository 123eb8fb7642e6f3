import { HEMORRHAGE_TYPES, namedScores, type Scores } from '@ichor/ct';
import type { Aggregation } from '@ichor/report';
import { meanOfHighest } from './mean-of-highest.ts';

/**
 * Scores of samples [N, types] -> scores of their study [types]: for each type the mean of its `count` highest, or of all where
 * there are fewer. A maximum would rise with the number of slices, and call thin-slice studies far more often.
 *
 * @throws RangeError where there is no sample, or no whole row
 */
export function studyScore(sampleScores: ArrayLike<number>, { count }: Pick<Aggregation, 'count'>): Scores {
  const types = HEMORRHAGE_TYPES.length;
  const samples = sampleScores.length / types;
  if (samples < 1 || !Number.isInteger(samples)) {
    throw new RangeError(`studyScore: ${sampleScores.length} scores are no rows of ${types}`);
  }
  return namedScores(
    HEMORRHAGE_TYPES.map((_, type) =>
      meanOfHighest(
        Float64Array.from({ length: samples }, (_, n) => sampleScores[n * types + type]!),
        count,
      ),
    ),
  );
}
