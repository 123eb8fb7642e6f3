import type { Series } from '@ichor/ct';
import { type Notice, notice } from '@ichor/notices';
import { type Answer, en, type Heatmap, type SeriesReport, type SeriesStatus } from '@ichor/report';
import { callsOf } from '@ichor/scoring';
import { keySamples } from './key-samples.ts';
import { locate } from './locate.ts';
import type { OpenBundle } from './open-bundle.ts';
import { scoreSeries } from './score-series.ts';
import { sliceHeatmap } from './slice-heatmap.ts';

/** A series, with what was decided of it before it is read. */
export interface SeriesToRead {
  readonly series: Series;
  readonly status: SeriesStatus;
  /** null where it is read and complete. */
  readonly reason: string | null;
  /** Whether enough is there to be scored. */
  readonly scored: boolean;
  /** Besides those of the series. */
  readonly notices: readonly Notice[];
}

export interface ReadSeriesOptions {
  /** Called with the slices that are scored and how many there are. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  /** Whether heatmaps of called types are made; true by default. */
  readonly heatmaps?: boolean | undefined;
}

/**
 * Reads one series with a bundle: scores, calls, key slices and heatmaps; of one that is not to be scored, why.
 *
 * @throws IchorError `scores-invalid` where the network gives something that is not a number
 */
export async function readSeries(
  opened: OpenBundle,
  choice: SeriesToRead,
  { onProgress, heatmaps = true }: ReadSeriesOptions = {},
): Promise<SeriesReport> {
  const { series, status } = choice;
  // Of an incomplete series there may be too little left to score.
  if (!choice.scored) return unscored(choice, status === 'incomplete' ? 'incomplete' : 'not-read');
  const { bundle } = opened;
  const { planes, sampleScores, scores, ofSlices } = await scoreSeries(opened, series, { onProgress });
  const calls = callsOf(scores, bundle);
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
      scores: ofSlices[i]!,
    })),
  };
}

const unscored = ({ series, status, reason, notices }: SeriesToRead, answer: Answer): SeriesReport => ({
  seriesInstanceUid: series.seriesInstanceUid,
  status,
  reason,
  answer,
  statement: en.statement(answer),
  notices: [...noticesOf(series), ...notices],
  scores: null,
  calls: [],
  keySlices: [],
  heatmaps: [],
  slices: [],
});

/** The series' notices; unreadable slices always have one, whoever made the series. */
function noticesOf({ notices, unreadableSopInstanceUids: unreadable }: Series): Notice[] {
  const named = new Set(notices.flatMap(({ sopInstanceUids }) => sopInstanceUids));
  const unnamed = unreadable.filter((uid) => !named.has(uid));
  if (unnamed.length === 0) return [...notices];
  return [...notices, notice('slice-unreadable', { count: unnamed.length }, unnamed)];
}
