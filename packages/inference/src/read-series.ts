import { type Notice, namedScores, type Series } from '@ichor/ct';
import { type Answer, en, type Heatmap, type SeriesReport } from '@ichor/report';
import { callsOf } from './calls-of.ts';
import { type Choice, chooseSeries } from './choose-series.ts';
import { asComplete } from './incompleteness.ts';
import { keySamples } from './key-samples.ts';
import { locate } from './locate.ts';
import type { OpenBundle } from './open-bundle.ts';
import { scoreSeries } from './score-series.ts';
import { sliceHeatmap } from './slice-heatmap.ts';

export interface ReadSeriesOptions {
  /** Called with the slices that are scored and how many there are. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  /** Whether heatmaps of called types are made; true by default. */
  readonly heatmaps?: boolean | undefined;
}

/** Reads one series by itself: scores, calls, key slices and heatmaps, or why it can't be read. */
export async function readSeries(
  opened: OpenBundle,
  series: Series,
  options: ReadSeriesOptions = {},
): Promise<SeriesReport> {
  return readChosen(opened, chooseSeries([series])[0]!, options);
}

/** What becomes of a series once it is known whether it is to be read. */
export async function readChosen(
  opened: OpenBundle,
  choice: Choice,
  { onProgress, heatmaps = true }: ReadSeriesOptions = {},
): Promise<SeriesReport> {
  const { series, status } = choice;
  if (status === 'passed-over' || status === 'refused') return unscored(choice, 'not-read');
  const { bundle } = opened;
  // Of an incomplete series there may be too little left to score.
  if (chooseSeries([asComplete(series)])[0]!.status !== 'read') {
    return unscored(choice, 'incomplete');
  }
  const { planes, sampleScores, scores } = await scoreSeries(opened, series, { onProgress });
  const calls = callsOf(scores, bundle.thresholds);
  const called = calls.map(({ type }) => type);
  const answer =
    called.length > 0 ? 'above-threshold' : status === 'read' ? 'nothing-above-threshold' : 'incomplete';
  const keys = keySamples(sampleScores, called.length > 0 ? called : ['any'], bundle.aggregation.count);
  const maps: Heatmap[] = [];
  if (heatmaps && called.length > 0) {
    for (const { sample, types } of keys) {
      const map = await locate(opened, series, planes, sample);
      maps.push(...types.map((type) => sliceHeatmap(series, planes, sample, map, type)));
    }
  }
  const uidOf = (slice: number) => series.slices[slice]!.sopInstanceUid;
  return {
    ...unscored(choice, answer),
    statement: en.statement(answer, called, status === 'incomplete'),
    scores,
    calls,
    keySlices: [...new Set(keys.map(({ sample }) => uidOf(planes.nearestSlice[sample]!)))],
    heatmaps: maps,
    slices: series.slices.map((slice, i) => ({
      sopInstanceUid: slice.sopInstanceUid,
      positionMm: series.positionsMm[i]!,
      scores: namedScores(
        sampleScores.subarray(6 * planes.sampleOfSlice[i]!, 6 * planes.sampleOfSlice[i]! + 6),
      ),
    })),
  };
}

const unscored = ({ series, status, reason }: Choice, answer: Answer): SeriesReport => ({
  seriesInstanceUid: series.seriesInstanceUid,
  status,
  reason,
  answer,
  statement: en.statement(answer),
  notices: noticesOf(series),
  scores: null,
  calls: [],
  keySlices: [],
  heatmaps: [],
  slices: [],
});

/** The series' notices; unreadable slices always have one, whoever made the series. */
function noticesOf({ notices, unreadableSopInstanceUids: unreadable }: Series): Notice[] {
  const named = new Set(notices.flatMap((notice) => notice.sopInstanceUids));
  const unnamed = unreadable.filter((uid) => !named.has(uid));
  if (unnamed.length === 0) return [...notices];
  const message = en.sliceUnreadable(unnamed.length);
  return [...notices, { code: 'slice-unreadable', message, sopInstanceUids: unnamed }];
}
