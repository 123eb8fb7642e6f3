import type { Series } from '@ichor/ct';
import type { OpenBundle } from '@ichor/inference';
import { type ReadSeriesOptions, readSeries } from '@ichor/inference';
import type { SeriesReport } from '@ichor/report';
import { chooseSeries } from '../choose/choose-series.ts';

/**
 * Reads one series because somebody asked for it: scores, calls, key slices and heatmaps, with a notice where it would not
 * be read by itself, or why it can't be read at all.
 */
export async function readAskedSeries(
  opened: OpenBundle,
  series: Series,
  options: ReadSeriesOptions = {},
): Promise<SeriesReport> {
  const asked = new Set([series.seriesInstanceUid]);
  return readSeries(opened, chooseSeries([series], { asked })[0]!, options);
}
