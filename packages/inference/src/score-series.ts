import {
  HEMORRHAGE_TYPES,
  IchorError,
  type NetworkPlanes,
  networkInput,
  networkPlanes,
  type Scores,
  type Series,
} from '@ichor/ct';
import { BATCH, mirrored, networkPass } from './network-pass.ts';
import type { OpenBundle } from './open-bundle.ts';
import { studyScore } from './study-score.ts';

/** What the network says of a series, not rounded. */
export interface SeriesScores {
  readonly planes: NetworkPlanes;
  /** [N, 6], after the sigmoid, a row a sample of `planes`. */
  readonly sampleScores: Float64Array;
  /** Of the whole series, by the bundle's aggregation. */
  readonly scores: Scores;
}

/**
 * Scores every sample of a series, without heatmaps, calls or a report.
 *
 * @throws IchorError `scores-invalid` where the network gives something that is not a number
 */
export async function scoreSeries(
  opened: OpenBundle,
  series: Series,
  { onProgress }: { onProgress?: ((done: number, total: number) => void) | undefined } = {},
): Promise<SeriesScores> {
  const { bundle, classifier } = opened;
  const planes = networkPlanes(series, bundle.input);
  const total = planes.positionsMm.length;
  const types = HEMORRHAGE_TYPES.length;
  const sampleScores = new Float64Array(total * types);
  for (let first = 0; first < total; first += BATCH) {
    onProgress?.(first, total);
    const samples = Array.from({ length: Math.min(BATCH, total - first) }, (_, i) => first + i);
    const images = networkInput(planes, bundle.input, samples);
    const passes = bundle.mirror ? [images, mirrored(images, bundle.input.size)] : [images];
    for (const pass of passes) {
      const { data } = await networkPass(classifier, pass, bundle.input.size, bundle.model.logits);
      for (let i = 0; i < data.length; i++) {
        sampleScores[first * types + i]! += 1 / (1 + Math.exp(-data[i]!)) / passes.length;
      }
    }
  }
  onProgress?.(total, total);
  if (sampleScores.some(Number.isNaN)) {
    throw new IchorError({
      code: 'scores-invalid',
      subject: `bundle ${bundle.name}`,
      problem: `gives scores of series ${series.seriesInstanceUid} that are not numbers`,
      remedy: 'Use another bundle: its weights are damaged.',
    });
  }
  return { planes, sampleScores, scores: studyScore(sampleScores, bundle.aggregation) };
}
