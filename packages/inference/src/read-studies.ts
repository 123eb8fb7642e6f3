import type { Series } from '@ichor/ct';
import type { StudyReport } from '@ichor/report';
import { buildReport, type SeriesResult } from './build-report.ts';
import { type ChooseOptions, chooseSeries } from './choose-series.ts';
import type { OpenBundle } from './open-bundle.ts';
import { isPictures, readPictures } from './read-pictures.ts';
import { type ReadSeriesOptions, readChosen } from './read-series.ts';

export interface ReadStudiesOptions extends ReadSeriesOptions, ChooseOptions {
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
export async function readStudies(
  opened: OpenBundle,
  series: readonly Series[],
  { unreadableFiles, onSeries, asked, ...options }: ReadStudiesOptions,
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
      results.push({ studyInstanceUid, series: await readChosen(opened, choice, options), beside });
      const { seriesInstanceUid } = choice.series;
      onSeries?.({ studyInstanceUid, seriesInstanceUid, milliseconds: performance.now() - started });
    }
  }
  return buildReport(opened.bundle, results, unreadableFiles);
}
