/**
 * What a result says: the schemas of bundle.json and of report.json, their validation and canonical text, what makes a
 * bundle whole, and the wording of its answers and reasons. It computes nothing, and nothing here ever calls a patient healthy.
 *
 * @example const report = parseStudyReport(JSON.parse(text)); console.log(en.statement(report.studies[0]));
 */
export {
  type Aggregation,
  BUNDLE_SCHEMA,
  type Bundle,
  type BundleModel,
  bundleSchema,
  type Calibration,
  type Channels,
  type Figure,
  type HeatmapLabel,
  type InputSpecification,
  type OperatingPoint,
  SENSITIVE,
  SIMULATED,
  type Threshold,
  type Thresholds,
} from './bundle.ts';
export { formatBundle, parseBundle } from './bundle-text.ts';
export { canonicalReport, formatStudyReport, roundedScore } from './canonical-report.ts';
export { parseStudyReport } from './parse-study-report.ts';
export { closed, count, hemorrhageType, nullable, text } from './parts.ts';
export {
  BUNDLE_HASH_FILE,
  bundleList,
  type ReadBundle,
  type ReadBundleOptions,
  readBundle,
  SHIPPED_BUNDLE_SHA256,
} from './read-bundle.ts';
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
export { assertFits } from './validated.ts';
export { en } from './wording.en.ts';
export type { Wording } from './wording.ts';
