/**
 * A bundle and series in, a report out: scores, calls, key slices and heatmaps. Writes no files and knows nothing of
 * training; runs where onnxruntime runs.
 *
 * @example
 * const opened = await openBundle(json, (name) => readFile(join(folder, name)));
 * const report = await readStudies(opened, buildSeries(slices), { unreadableFiles: 0 });
 */
export { buildReport, type SeriesResult } from './build-report.ts';
export { callsOf } from './calls-of.ts';
export { type Choice, type ChooseOptions, chooseSeries } from './choose-series.ts';
export { loadChosen } from './load-chosen.ts';
export {
  brightestPatch,
  heatmapPeak,
  type LocalisationCase,
  type LocalisationRates,
  localisationRates,
  type PixelPoint,
  randomHeadPoint,
  withinGrownMask,
} from './localisation.ts';
export { LARGEST_CELL_MM, locate, type SampleMap } from './locate.ts';
export { type OpenBundle, type OpenOptions, openBundle } from './open-bundle.ts';
export { isPictures, PICTURE_SOURCE } from './read-pictures.ts';
export { type ReadSeriesOptions, readSeries } from './read-series.ts';
export { type ReadStudiesOptions, readStudies, type SeriesTime } from './read-studies.ts';
export { type SeriesScores, scoreSeries } from './score-series.ts';
export { studyScore } from './study-score.ts';
export { withAxial } from './with-axial.ts';
