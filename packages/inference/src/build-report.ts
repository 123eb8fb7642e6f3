import {
  type BundleReference,
  canonicalReport,
  en,
  type ReadBundle,
  type SeriesReport,
  STUDY_REPORT_SCHEMA,
  type StudyReport,
  type StudyResult,
} from '@ichor/report';

/** What became of one series. */
export interface SeriesResult {
  readonly studyInstanceUid: string;
  readonly series: SeriesReport;
  /** Read beside another series of the study, whose answer is the study's; false by default. */
  readonly beside?: boolean | undefined;
}

/** How a report names the bundle that it was made with. */
export const bundleReference = ({
  bundle,
  sha256,
}: Pick<ReadBundle, 'bundle' | 'sha256'>): BundleReference => ({
  name: bundle.name,
  sha256,
  architecture: bundle.architecture.name,
  aggregation: bundle.aggregation,
  mirror: bundle.mirror,
  ...(bundle.calibration ? { calibration: bundle.calibration.from } : {}),
  heatmapLabel: bundle.heatmapLabel,
});

/**
 * Results of series -> the report, in its canonical form. A study's scores, calls and answer are those of the series
 * that was scored, and not only beside another.
 *
 * @throws RangeError where there are two of them in one study
 */
export function buildReport(
  read: Pick<ReadBundle, 'bundle' | 'sha256'>,
  results: readonly SeriesResult[],
  unreadableFiles: number,
): StudyReport {
  const studies = Map.groupBy(results, ({ studyInstanceUid }) => studyInstanceUid);
  return canonicalReport({
    schema: STUDY_REPORT_SCHEMA,
    bundle: bundleReference(read),
    researchUseOnly: true,
    unreadableFiles,
    studies: [...studies].map(([uid, parts]) =>
      studyResult(uid, parts, read.bundle.calibration !== undefined),
    ),
  });
}

function studyResult(
  studyInstanceUid: string,
  results: readonly SeriesResult[],
  calibrated: boolean,
): StudyResult {
  const series = results.map((result) => result.series);
  const [read, second] = results
    .filter((result) => !result.beside && result.series.scores !== null)
    .map((result) => result.series);
  if (second) throw new RangeError(`buildReport: two series of study ${studyInstanceUid} were scored`);
  const answer =
    read?.answer ?? (series.some(({ status }) => status === 'incomplete') ? 'incomplete' : 'not-read');
  return {
    studyInstanceUid,
    readSeries: read?.seriesInstanceUid ?? null,
    answer,
    statement: read?.statement ?? (answer === 'not-read' ? cannotAnalyse(series) : en.statement(answer)),
    scores: read?.scores ?? null,
    calibrated,
    calls: read?.calls ?? [],
    series,
  };
}

/** The same reason of several series is said once. */
const cannotAnalyse = (series: readonly SeriesReport[]): string =>
  en.cannotAnalyse(
    [...new Set(series.map(({ reason }) => reason).filter((reason) => reason !== null))].sort(),
  );
