/**
 * Studies, wherever they lie: found, their series chosen, opened and read by a bundle; once, for the command line, the watched
 * folder and the server alike.
 *
 * @example
 * const source = await openPaths(['study.zip']);
 * const { report } = await analyzeSource(opened, source);
 * await source.close();
 */
export { type AnalyzeSeriesOptions, analyzeSeries, type SeriesTime } from './analyze/analyze-series.ts';
export { analyzeSource, type SourceAnalysis } from './analyze/analyze-source.ts';
export { type AnalyzeStudyOptions, analyzeStudy, type StudyAnalysis } from './analyze/analyze-study.ts';
export { readAskedSeries } from './analyze/read-asked-series.ts';
export { type Choice, type ChooseOptions, chooseSeries } from './choose/choose-series.ts';
export { type DeidentifySummary, deidentifyFolder } from './deidentify/deidentify-folder.ts';
export { describePixels, type PixelsOfFile } from './inspect/describe-pixels.ts';
export type { SeriesValues } from './inspect/describe-values.ts';
export {
  type InspectedSeries,
  type InspectedStudy,
  type Inspection,
  inspectPaths,
} from './inspect/inspect-paths.ts';
export { type ReadStudyOptions, readStudy, type StudyRead } from './read/read-study.ts';
export { withAxial } from './read/with-axial.ts';
export { openFiles, type SeriesFile, type UnreadableFile } from './source/open-files.ts';
export { type OpenPathsOptions, openPaths, type PathSource } from './source/open-paths.ts';
export { seriesUids } from './source/series-uids.ts';
export type {
  OpenedSeries,
  OpenOptions,
  SourceSeries,
  SourceStudy,
  StudySource,
} from './source/study-source.ts';
export type { WatchEvent } from './watch/watch-events.ts';
export { type WatchOptions, watchFolder } from './watch/watch-folder.ts';
export { lockOutput } from './watch/watch-lock.ts';
