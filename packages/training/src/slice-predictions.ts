import type { Prepared, Source } from '@ichor/dataset';
import { IchorError } from '@ichor/notices';
import { networkSamples, sliceScores } from '@ichor/scoring';
import type { Labelled } from './labels-of.ts';
import { type Predictions, scoresOf } from './predictions.ts';

/**
 * Scores of samples -> scores and labels of slices. A thin series is scored every few millimetres: each of its slices
 * takes the scores of the sample nearest to it, and keeps its own labels. Where each slice is a sample nothing changes.
 *
 * @param source what `prepared` was made of
 * @param rows the rows of `prepared` that were scored, whole studies
 * @param scores [rows, types]
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
  const parts: Float64Array[] = [];
  const labels: number[] = [];
  const samplesOf = Map.groupBy(rows.keys(), (at) => prepared.studies[rows[at]!]!);
  for (const [index, samples] of samplesOf) {
    const study = await source.load(index);
    const network = networkSamples(study.series.positionsMm, prepared.specification);
    if (network.positionsMm.length !== samples.length) throw outdated(prepared.folder);
    for (const id of study.sliceIds) {
      patients.push(study.patient);
      slices.push(id);
    }
    parts.push(sliceScores(scoresOf({ scores }, samples), network));
    labels.push(...study.labels);
  }
  return {
    predictions: { patients, slices, scores: Float64Array.from(parts.flatMap((part) => Array.from(part))) },
    labelled: { patients, slices, labels: Uint8Array.from(labels) },
  };
}

function outdated(folder: string): IchorError {
  return new IchorError({
    code: 'cache-outdated',
    subject: folder,
    problem: 'holds other samples than its studies have',
  });
}
