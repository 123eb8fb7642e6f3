import { IchorError } from '@ichor/notices';
import { STUDY_REPORT_SCHEMA, type StudyReport, studyReportSchema } from './study-report.ts';
import { assertFits } from './validated.ts';

const REMEDY = 'Run `ichor analyze` again with this version.';

/**
 * Parsed report.json -> StudyReport.
 *
 * @throws IchorError `report-invalid` naming the field that does not fit, or what contradicts itself
 */
export function parseStudyReport(json: unknown, subject = 'report.json'): StudyReport {
  const what = { code: 'report-invalid', subject, remedy: REMEDY } as const;
  const schema = typeof json === 'object' && json !== null && 'schema' in json ? json.schema : undefined;
  if (schema !== STUDY_REPORT_SCHEMA) {
    throw new IchorError({ ...what, problem: `is not a report of schema ${STUDY_REPORT_SCHEMA}` });
  }
  assertFits(studyReportSchema, json, what);
  const report = json as StudyReport;
  const contradiction = contradictionIn(report);
  if (contradiction) throw new IchorError({ ...what, problem: contradiction });
  return report;
}

/** What a schema can't say: fields that must agree with each other. */
function contradictionIn({ studies }: StudyReport): string | undefined {
  for (const study of studies) {
    if (study.readSeries !== null && !study.series.some((s) => s.seriesInstanceUid === study.readSeries)) {
      return `names a readSeries ${study.readSeries} that is not among its study's series`;
    }
    for (const series of study.series) {
      if (series.answer === 'scores-only' && (series.calls.length > 0 || series.heatmaps.length > 0)) {
        return `answers ${series.answer} for series ${series.seriesInstanceUid}, and calls or locates something in it`;
      }
      const heatmap = series.heatmaps.find((map) => map.data.length !== map.rows * map.columns);
      if (heatmap) return `has a heatmap of ${heatmap.sopInstanceUid} with too few or too many values`;
      if (series.status === 'incomplete' && series.answer === 'nothing-above-threshold') {
        return `answers ${series.answer} for the incomplete series ${series.seriesInstanceUid}`;
      }
    }
  }
  return undefined;
}
