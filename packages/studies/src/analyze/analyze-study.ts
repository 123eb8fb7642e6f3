import type { Series } from '@ichor/ct';
import type { OpenBundle } from '@ichor/inference';
import type { StudyReport } from '@ichor/report';
import { type ReadStudyOptions, readStudy, type StudyRead } from '../read/read-study.ts';
import type { SourceSeries, SourceStudy } from '../source/study-source.ts';
import { type AnalyzeSeriesOptions, analyzeSeries } from './analyze-series.ts';

export interface AnalyzeStudyOptions extends ReadStudyOptions, Omit<AnalyzeSeriesOptions, 'unreadableFiles'> {
  /**
   * Called once the study is read and before it is analysed.
   *
   * @throws whatever forbids it to be analysed
   */
  readonly onRead?: ((series: readonly Series[]) => void) | undefined;
}

export interface StudyAnalysis<S extends SourceSeries = SourceSeries> {
  /** Of one study; of none where nothing of it can be read. */
  readonly report: StudyReport;
  readonly read: StudyRead<S>;
}

/**
 * Reads one study and analyses it with a bundle: one series of it, or those that were asked for.
 *
 * @throws as `readStudy` and `onRead`; IchorError `scores-invalid`
 */
export async function analyzeStudy<S extends SourceSeries>(
  opened: OpenBundle,
  study: SourceStudy<S>,
  { onRead, onFile, mostHuBytes, mostSeriesBytes, asked, ...options }: AnalyzeStudyOptions = {},
): Promise<StudyAnalysis<S>> {
  const read = await readStudy(study, { asked, onFile, mostHuBytes, mostSeriesBytes });
  const series = [...read.series.values()];
  onRead?.(series);
  const unreadableFiles = read.unread.length;
  return { read, report: await analyzeSeries(opened, series, { asked, unreadableFiles, ...options }) };
}
