import { HEMORRHAGE_TYPES } from '@ichor/ct';
import type { NetworkSamples } from './network-samples.ts';

/**
 * Scores of samples [N, types] -> scores of their series' slices [slices, types]: a slice has those of the sample nearest to it.
 *
 * @throws RangeError where there are scores of other than the samples given
 */
export function sliceScores(
  sampleScores: Float64Array,
  { positionsMm, sampleOfSlice }: Pick<NetworkSamples, 'positionsMm' | 'sampleOfSlice'>,
): Float64Array {
  const types = HEMORRHAGE_TYPES.length;
  if (sampleScores.length !== positionsMm.length * types)
    throw new RangeError(`sliceScores: ${sampleScores.length} scores of ${positionsMm.length} samples`);
  const scores = new Float64Array(sampleOfSlice.length * types);
  for (const [slice, sample] of sampleOfSlice.entries())
    scores.set(sampleScores.subarray(sample * types, (sample + 1) * types), slice * types);
  return scores;
}
