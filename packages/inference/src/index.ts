/**
 * A bundle and a series in, what the bundle says of it out: scores, calls, key slices and heatmaps; and the report of what
 * was read. Writes no files, chooses nothing and knows nothing of training; runs where onnxruntime runs.
 *
 * @example
 * const opened = await openBundle(await readBundle((name) => readFile(join(folder, name))));
 * const report = await readSeries(opened, { series, status: 'read', reason: null, scored: true, notices: [] });
 */
export { buildReport, bundleReference, type SeriesResult } from './build-report.ts';
export { LARGEST_CELL_MM, locate, type SampleMap } from './locate.ts';
export { type OpenBundle, type OpenOptions, openBundle } from './open-bundle.ts';
export { isPictures, readPictures } from './read-pictures.ts';
export { type ReadSeriesOptions, readSeries, type SeriesToRead } from './read-series.ts';
export { type SeriesScores, scoreSeries } from './score-series.ts';
