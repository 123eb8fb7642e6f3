/**
 * What a result says: the schemas of bundle.json and of report.json, their validation and canonical text, and
 * the wording of every sentence a user reads. It computes nothing, and nothing here ever calls a patient healthy.
 *
 * @example const report = parseStudyReport(JSON.parse(text)); console.log(en.statement(report.studies[0]));
 */
export {
  type Aggregation,
  BUNDLE_SCHEMA,
  type Bundle,
  type BundleModel,
  bundleSchema,
  type Figure,
  type HeatmapLabel,
  PHYSIONET_ATTRIBUTION,
  standardAggregation,
  type Threshold,
  type Thresholds,
} from './bundle.ts';
export { formatBundle, parseBundle } from './bundle-text.ts';
export { canonicalReport, formatStudyReport, roundedScore } from './canonical-report.ts';
export { exampleBundle } from './example-bundle.ts';
export { NOTICE_CODES, type NoticeCode } from './notice-codes.ts';
export { NOTICE_GUIDE, type NoticeEffect, type NoticeGuidance, noticeRemedy } from './notice-guide.ts';
export { parseStudyReport } from './parse-study-report.ts';
export { closed, count, hemorrhageType, nullable, text } from './parts.ts';
export {
  type Answer,
  type BundleReference,
  type Call,
  type Heatmap,
  type SeriesReport,
  type SeriesStatus,
  type SliceScores,
  STUDY_REPORT_SCHEMA,
  type StudyReport,
  type StudyResult,
  studyReportSchema,
} from './study-report.ts';
export { en } from './wording.en.ts';
export type { Wording } from './wording.ts';
