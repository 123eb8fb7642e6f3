import type { Series } from '@ichor/ct';
import type { OpenBundle } from '@ichor/inference';
import {
  buildReport,
  isPictures,
  type ReadSeriesOptions,
  readPictures,
  readSeries,
  type SeriesResult,
} from '@ichor/inference';
import type { StudyReport } from '@ichor/report';
import { type ChooseOptions, chooseSeries } from '../choose/choose-series.ts';

export interface AnalyzeSeriesOptions extends ReadSeriesOptions, ChooseOptions {
  /** Files that were given and could not be read, or have no readable UID. */
  readonly unreadableFiles: number;
  /** Called after each series with the time it took; times are no part of a report. */
  readonly onSeries?: ((time: SeriesTime) => void) | undefined;
}

/** How long a series took. Its own UID alone does not name it: some exports use one for series of several studies. */
export interface SeriesTime {
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly milliseconds: number;
}

/** Series of any studies -> the report: one series of each study is read, or those that were asked for; the others are named with a reason. */
export async function analyzeSeries(
  opened: OpenBundle,
  series: readonly Series[],
  { unreadableFiles, onSeries, asked, ...options }: AnalyzeSeriesOptions,
): Promise<StudyReport> {
  const results: SeriesResult[] = [];
  for (const [studyInstanceUid, ofStudy] of Map.groupBy(series, (one) => one.studyInstanceUid)) {
    if (isPictures(ofStudy[0]!)) {
      results.push({
        studyInstanceUid,
        series: await readPictures(opened, ofStudy[0]!, options),
        beside: false,
      });
      continue;
    }
    for (const choice of chooseSeries(ofStudy, { asked })) {
      const started = performance.now();
      const { beside } = choice;
      results.push({ studyInstanceUid, series: await readSeries(opened, choice, options), beside });
      const { seriesInstanceUid } = choice.series;
      onSeries?.({ studyInstanceUid, seriesInstanceUid, milliseconds: performance.now() - started });
    }
  }
  return buildReport(opened, results, unreadableFiles);
}
