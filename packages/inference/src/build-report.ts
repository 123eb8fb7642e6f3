import {
  type Bundle,
  canonicalReport,
  en,
  type SeriesReport,
  STUDY_REPORT_SCHEMA,
  type StudyReport,
  type StudyResult,
} from '@ichor/report';

/**
 * Results of series -> the report, in its canonical form. A study's scores, calls and answer are those of the series
 * that was scored.
 *
 * @throws RangeError where two series of one study were scored
 */
export function buildReport(
  bundle: Bundle,
  results: readonly { readonly studyInstanceUid: string; readonly series: SeriesReport }[],
  unreadableFiles: number,
): StudyReport {
  const studies = Map.groupBy(results, ({ studyInstanceUid }) => studyInstanceUid);
  return canonicalReport({
    schema: STUDY_REPORT_SCHEMA,
    bundle: {
      name: bundle.name,
      sha256: bundle.model.sha256,
      architecture: bundle.architecture.name,
      aggregation: bundle.aggregation,
      mirror: bundle.mirror,
      heatmapLabel: bundle.heatmapLabel,
    },
    researchUseOnly: true,
    unreadableFiles,
    studies: [...studies].map(([uid, parts]) =>
      studyResult(
        uid,
        parts.map(({ series }) => series),
      ),
    ),
  });
}

function studyResult(studyInstanceUid: string, series: readonly SeriesReport[]): StudyResult {
  const [read, second] = series.filter(({ scores }) => scores !== null);
  if (second) throw new RangeError(`buildReport: two series of study ${studyInstanceUid} were scored`);
  const answer =
    read?.answer ?? (series.some(({ status }) => status === 'incomplete') ? 'incomplete' : 'not-read');
  return {
    studyInstanceUid,
    readSeries: read?.seriesInstanceUid ?? null,
    answer,
    statement: read?.statement ?? en.statement(answer),
    scores: read?.scores ?? null,
    calibrated: false,
    calls: read?.calls ?? [],
    series,
  };
}
