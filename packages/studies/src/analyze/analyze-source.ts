import type { Series } from '@ichor/ct';
import { buildReport, type OpenBundle } from '@ichor/inference';
import type { UnreadFile } from '@ichor/intake';
import { canonicalReport, type StudyReport, type StudyResult } from '@ichor/report';
import type { PathSource } from '../source/open-paths.ts';
import type { SourceStudy } from '../source/study-source.ts';
import { type AnalyzeStudyOptions, analyzeStudy } from './analyze-study.ts';

export interface AnalyzeSourceOptions extends Omit<AnalyzeStudyOptions, 'onRead'> {
  /** Called with the report and the series of each study, which are forgotten before the next is read. */
  readonly onStudy?: ((report: StudyReport, series: readonly Series[]) => Promise<void>) | undefined;
}

export interface SourceAnalysis {
  readonly report: StudyReport;
  /** All files that gave no slice, with the reason; those whose header names a series are in that series' notices too. */
  readonly unread: readonly UnreadFile[];
}

/**
 * Reads and analyses all studies under some paths, one after the other.
 *
 * @throws as `analyzeStudy` and `onStudy`
 */
export async function analyzeSource(
  opened: OpenBundle,
  source: PathSource,
  { onStudy, ...options }: AnalyzeSourceOptions = {},
): Promise<SourceAnalysis> {
  const studies: StudyResult[] = [];
  const unread = [...source.unread];
  // A call for each study: a frame that goes on would keep the last one's pixels until the next are there.
  const analyze = async (study: SourceStudy): Promise<void> => {
    const { report, read } = await analyzeStudy(opened, study, options);
    unread.push(...read.unread);
    await onStudy?.(report, [...read.series.values()]);
    studies.push(...report.studies);
  };
  for (const study of source.studies) await analyze(study);
  const none = buildReport(opened, [], unread.length);
  return { report: canonicalReport({ ...none, studies }), unread };
}
