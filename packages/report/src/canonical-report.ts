import type { Scores } from '@ichor/ct';
import { HEMORRHAGE_TYPES } from '@ichor/ct';
import { inTypeOrder } from './in-type-order.ts';
import { parseStudyReport } from './parse-study-report.ts';
import type { Call, Heatmap, SeriesReport, StudyReport, StudyResult } from './study-report.ts';

/** Scores and thresholds carry four digits, positions in mm three: what is below is noise of the machine. */
const SCORE_DIGITS = 4;
const MM_DIGITS = 3;

/** A score as the report gives it. Calls compare rounded scores with rounded thresholds, so that a report agrees with itself. */
export const roundedScore = (score: number): number => rounded(score, SCORE_DIGITS);

/**
 * The one form of a report: sorted by UID (calls and a slice's heatmaps in the order of HEMORRHAGE_TYPES), keys
 * in the schema's order, numbers rounded. Two reports that say the same are equal in it.
 */
export const canonicalReport = (report: StudyReport): StudyReport => ({
  schema: report.schema,
  bundle: {
    name: report.bundle.name,
    sha256: report.bundle.sha256,
    architecture: report.bundle.architecture,
    aggregation: {
      method: report.bundle.aggregation.method,
      count: report.bundle.aggregation.count,
      sliceThicknessMm: report.bundle.aggregation.sliceThicknessMm,
    },
    mirror: report.bundle.mirror,
    ...(report.bundle.calibration === undefined ? {} : { calibration: report.bundle.calibration }),
    heatmapLabel: report.bundle.heatmapLabel,
  },
  researchUseOnly: true,
  unreadableFiles: report.unreadableFiles,
  studies: sortedBy(report.studies, (study) => study.studyInstanceUid).map(canonicalStudy),
});

/**
 * StudyReport -> the text of report.json; byte-identical for equal results.
 *
 * @throws IchorError `report-invalid` where the report does not fit its schema
 */
export function formatStudyReport(report: StudyReport): string {
  const text = JSON.stringify(canonicalReport(parseStudyReport(report, 'the new report')), undefined, 1);
  // A heatmap has hundreds of values: arrays of numbers stay on one line.
  return `${text.replace(/\[\s+(-?\d[\d\s.,eE+-]*)\]/g, (_, numbers: string) => `[${numbers.replace(/\s+/g, '')}]`)}\n`;
}

const canonicalStudy = (study: StudyResult): StudyResult => ({
  studyInstanceUid: study.studyInstanceUid,
  readSeries: study.readSeries,
  answer: study.answer,
  statement: study.statement,
  scores: study.scores && roundedScores(study.scores),
  calibrated: study.calibrated,
  calls: canonicalCalls(study.calls),
  series: sortedBy(study.series, (series) => series.seriesInstanceUid).map(canonicalSeries),
});

const canonicalSeries = (series: SeriesReport): SeriesReport => ({
  seriesInstanceUid: series.seriesInstanceUid,
  status: series.status,
  reason: series.reason,
  answer: series.answer,
  statement: series.statement,
  notices: sortedBy(
    series.notices.map(({ code, message, sopInstanceUids }) => ({
      code,
      message,
      sopInstanceUids: [...new Set(sopInstanceUids)].sort(),
    })),
    ({ code, message, sopInstanceUids }) => [code, message, ...sopInstanceUids].join('\u0000'),
  ),
  scores: series.scores && roundedScores(series.scores),
  calls: canonicalCalls(series.calls),
  keySlices: [...new Set(series.keySlices)].sort(),
  heatmaps: sortedBy(
    series.heatmaps,
    (map) => `${map.sopInstanceUid}\u0000${HEMORRHAGE_TYPES.indexOf(map.type)}`,
  ).map(canonicalHeatmap),
  slices: sortedBy(series.slices, (slice) => slice.sopInstanceUid).map(
    ({ sopInstanceUid, positionMm, scores }) => ({
      sopInstanceUid,
      positionMm: positionMm === null ? null : rounded(positionMm, MM_DIGITS),
      scores: roundedScores(scores),
    }),
  ),
});

const canonicalCalls = (calls: readonly Call[]): Call[] =>
  calls
    .map(({ type, score, threshold, thresholdFrom }) => ({
      type,
      score: rounded(score, SCORE_DIGITS),
      threshold: rounded(threshold, SCORE_DIGITS),
      thresholdFrom,
    }))
    .sort((a, b) => HEMORRHAGE_TYPES.indexOf(a.type) - HEMORRHAGE_TYPES.indexOf(b.type));

const canonicalHeatmap = ({ sopInstanceUid, type, rows, columns, box, data }: Heatmap): Heatmap => ({
  sopInstanceUid,
  type,
  rows,
  columns,
  box: { row: box.row, column: box.column, rows: box.rows, columns: box.columns },
  data,
});

const roundedScores = (scores: Scores): Scores =>
  inTypeOrder(scores, (value) => rounded(value, SCORE_DIGITS));

function rounded(value: number, digits: number): number {
  const result = Math.round(value * 10 ** digits) / 10 ** digits;
  return result === 0 ? 0 : result; // -0 is printed as 0, and must equal it before printing too
}

/** By code units, not by a language's rules, which differ between machines. */
function sortedBy<T>(items: readonly T[], key: (item: T) => string): T[] {
  return items
    .map((item) => ({ item, key: key(item) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ item }) => item);
}
