import type { Series, Window } from '@ichor/ct';
import { type Notice, notice } from '@ichor/notices';
import { en, type SeriesReport } from '@ichor/report';
import { seenRange } from '@ichor/scoring';
import type { OpenBundle } from './open-bundle.ts';
import type { ReadSeriesOptions } from './read-series.ts';
import { scoreSeries } from './score-series.ts';

/** A window that keeps less than this share of the network's range is refused. */
const LEAST_KEPT = 0.5;

/** Whether a series was made of pictures (PNG, JPG) in a stated window. */
export const isPictures = ({ origin }: Series): boolean => origin === 'pictures';

/**
 * Reads pictures: scores and nothing else. Calls are left out since thresholds are of whole DICOM series, heatmaps and
 * positions since a picture has neither side nor scale.
 */
export async function readPictures(
  opened: OpenBundle,
  series: Series,
  { onProgress }: Pick<ReadSeriesOptions, 'onProgress'> = {},
): Promise<SeriesReport> {
  const range = seenRange(opened.bundle.input);
  const window = series.bakedWindow;
  const kept = window === undefined ? 0 : keptShare(window, range);
  const unscored: SeriesReport = {
    seriesInstanceUid: series.seriesInstanceUid,
    status: 'refused',
    reason: en.reasons.windowTooNarrow(kept, range),
    answer: 'not-read',
    statement: en.statement('not-read'),
    notices: noticesOf(series, kept, range),
    scores: null,
    calls: [],
    keySlices: [],
    heatmaps: [],
    slices: [],
  };
  if (kept < LEAST_KEPT) return unscored;
  const { scores, ofSlices } = await scoreSeries(opened, series, { onProgress });
  return {
    ...unscored,
    status: 'read',
    reason: null,
    answer: 'scores-only',
    statement: en.statement('scores-only'),
    scores,
    slices: series.slices.map(({ sopInstanceUid }, i) => ({
      sopInstanceUid,
      positionMm: null,
      scores: ofSlices[i]!,
    })),
  };
}

/** The share of a range of Hounsfield units that lies within a window. */
function keptShare({ center, width }: Window, [low, high]: readonly [number, number]): number {
  const inside = Math.min(high, center + width / 2) - Math.max(low, center - width / 2);
  return Math.max(0, inside) / (high - low);
}

function noticesOf(series: Series, kept: number, range: readonly [number, number]): Notice[] {
  if (kept === 1) return [...series.notices];
  return [...series.notices, notice('picture-window-narrow', { kept, range })];
}
