import { HEMORRHAGE_TYPES, namedScores, type Scores, type Series } from '@ichor/ct';
import {
  type NetworkPlanes,
  networkInput,
  networkPlanes,
  scoreSamples,
  sliceScores,
  studyScore,
} from '@ichor/scoring';
import { BATCH, networkPass } from './network-pass.ts';
import type { OpenBundle } from './open-bundle.ts';

/** What the network says of a series, not rounded. */
export interface SeriesScores {
  readonly planes: NetworkPlanes;
  /** [N, types], a row a sample of `planes`. */
  readonly sampleScores: Float64Array;
  /** Of the whole series, by the bundle's aggregation. */
  readonly scores: Scores;
  /** Of each of its slices: those of the sample nearest to it. */
  readonly ofSlices: readonly Scores[];
}

/**
 * Scores every sample of a series, without heatmaps, calls or a report.
 *
 * @throws IchorError `scores-invalid` where the network gives something that is not a number
 */
export async function scoreSeries(
  { bundle, classifier }: OpenBundle,
  series: Series,
  { onProgress }: { onProgress?: ((done: number, total: number) => void) | undefined } = {},
): Promise<SeriesScores> {
  const planes = networkPlanes(series, bundle.input);
  const total = planes.positionsMm.length;
  onProgress?.(0, total);
  const sampleScores = await scoreSamples(
    async (images) => (await networkPass(classifier, images, bundle.input.size, bundle.model.logits)).data,
    batches(planes, bundle.input),
    bundle,
    {
      subject: `bundle ${bundle.name} on series ${series.seriesInstanceUid}`,
      onProgress: (done) => onProgress?.(done, total),
    },
  );
  const scoresOfSlices = sliceScores(sampleScores, planes);
  const types = HEMORRHAGE_TYPES.length;
  return {
    planes,
    sampleScores,
    scores: studyScore(sampleScores, bundle.aggregation),
    ofSlices: series.slices.map((_, i) => namedScores(scoresOfSlices.subarray(i * types, (i + 1) * types))),
  };
}

function* batches(planes: NetworkPlanes, input: OpenBundle['bundle']['input']): Generator<Float32Array> {
  const total = planes.positionsMm.length;
  for (let first = 0; first < total; first += BATCH) {
    const samples = Array.from({ length: Math.min(BATCH, total - first) }, (_, i) => first + i);
    yield networkInput(planes, input, samples);
  }
}
