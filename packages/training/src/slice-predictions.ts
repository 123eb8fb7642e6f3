import { IchorError, networkSamples } from '@ichor/ct';
import type { Prepared, Source } from '@ichor/dataset';
import type { Labelled } from './labels-of.ts';
import type { Predictions } from './predictions.ts';

/**
 * Scores of samples -> scores and labels of slices. A thin series is scored every few millimetres: each of its slices
 * takes the scores of the sample nearest to it, and keeps its own labels. Where each slice is a sample nothing changes.
 *
 * @param source what `prepared` was made of
 * @param rows the rows of `prepared` that were scored, whole studies
 * @param scores [rows, 6]
 * @throws IchorError `cache-outdated` where `prepared` has other samples than the source gives now.
 */
export async function slicePredictions(
  source: Source,
  prepared: Prepared,
  rows: readonly number[],
  scores: Float64Array,
): Promise<{ readonly predictions: Predictions; readonly labelled: Labelled }> {
  const patients: string[] = [];
  const slices: string[] = [];
  const sliceScores: number[] = [];
  const labels: number[] = [];
  const samplesOf = Map.groupBy(rows.keys(), (at) => prepared.studies[rows[at]!]!);
  for (const [index, samples] of samplesOf) {
    const study = await source.load(index);
    const { positionsMm, sampleOfSlice } = networkSamples(study.series.positionsMm, prepared.specification);
    if (positionsMm.length !== samples.length) throw outdated(prepared.folder);
    for (const [slice, sample] of sampleOfSlice.entries()) {
      const at = samples[sample]!;
      patients.push(study.patient);
      slices.push(study.sliceIds[slice]!);
      for (let type = 0; type < 6; type++) {
        sliceScores.push(scores[at * 6 + type]!);
        labels.push(study.labels[slice * 6 + type]!);
      }
    }
  }
  return {
    predictions: { patients, slices, scores: Float64Array.from(sliceScores) },
    labelled: { patients, slices, labels: Uint8Array.from(labels) },
  };
}

function outdated(folder: string): IchorError {
  return new IchorError({
    code: 'cache-outdated',
    subject: folder,
    problem: 'holds other samples than its studies have',
    remedy: 'Delete that folder; it will be prepared again.',
  });
}
