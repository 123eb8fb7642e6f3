import { HEMORRHAGE_TYPES, type Notice, namedScores, type Series, type Window } from '@ichor/ct';
import { en, type SeriesReport } from '@ichor/report';
import type { OpenBundle } from './open-bundle.ts';
import type { ReadSeriesOptions } from './read-series.ts';
import { scoreSeries } from './score-series.ts';

/** What marks a series that was made of pictures (PNG, JPG) in a stated window. */
export const PICTURE_SOURCE = 'picture-source';
/** A window that keeps less than this share of the network's range is refused. */
const LEAST_KEPT = 0.5;

export const isPictures = ({ notices }: Series): boolean =>
  notices.some(({ code }) => code === PICTURE_SOURCE);

/**
 * Reads pictures: scores and nothing else. Calls are left out since thresholds are of whole DICOM series, heatmaps and
 * positions since a picture has neither side nor scale.
 */
export async function readPictures(
  opened: OpenBundle,
  series: Series,
  { onProgress }: Pick<ReadSeriesOptions, 'onProgress'> = {},
): Promise<SeriesReport> {
  const { huRange } = opened.bundle.input;
  const window = series.slices[0]?.window;
  const kept = window === undefined ? 0 : keptShare(window, huRange);
  const unscored: SeriesReport = {
    seriesInstanceUid: series.seriesInstanceUid,
    status: 'refused',
    reason: en.reasons.windowTooNarrow(kept, huRange),
    answer: 'not-read',
    statement: en.statement('not-read'),
    notices: noticesOf(series, kept, huRange),
    scores: null,
    calls: [],
    keySlices: [],
    heatmaps: [],
    slices: [],
  };
  if (kept < LEAST_KEPT) return unscored;
  const { planes, sampleScores, scores } = await scoreSeries(opened, series, { onProgress });
  const types = HEMORRHAGE_TYPES.length;
  return {
    ...unscored,
    status: 'read',
    reason: null,
    answer: 'scores-only',
    statement: en.statement('scores-only'),
    scores,
    slices: series.slices.map(({ sopInstanceUid }, i) => {
      const sample = planes.sampleOfSlice[i]! * types;
      return {
        sopInstanceUid,
        positionMm: null,
        scores: namedScores(sampleScores.subarray(sample, sample + types)),
      };
    }),
  };
}

/** The share of a range of Hounsfield units that lies within a window. */
function keptShare({ center, width }: Window, [low, high]: readonly [number, number]): number {
  const inside = Math.min(high, center + width / 2) - Math.max(low, center - width / 2);
  return Math.max(0, inside) / (high - low);
}

function noticesOf(series: Series, kept: number, huRange: readonly [number, number]): Notice[] {
  if (kept === 1) return [...series.notices];
  const message = en.pictureWindowNarrow(kept, huRange);
  return [...series.notices, { code: 'picture-window-narrow', message, sopInstanceUids: [] }];
}
