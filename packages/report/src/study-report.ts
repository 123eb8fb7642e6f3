import Type, { type Static } from 'typebox';
import { bundleSchema } from './bundle.ts';
import type { DeepReadonly } from './deep-readonly.ts';
import { closed, count, hemorrhageType, nullable, score, scores, sha256, text, uid } from './parts.ts';

export const STUDY_REPORT_SCHEMA = 'ichor.study-report/2';

/**
 * What follows from the calls. An empty list of calls alone would not tell "nothing above threshold" from "could
 * not see all of it"; neither of them excludes a hemorrhage. `scores-only` is the answer to pictures: nothing is called.
 */
const answer = Type.Enum([
  'above-threshold',
  'nothing-above-threshold',
  'incomplete',
  'scores-only',
  'not-read',
]);

const notice = closed({
  code: Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$' }),
  message: text,
  sopInstanceUids: Type.Array(uid),
});

const call = closed({ type: hemorrhageType, score, threshold: score, thresholdFrom: text });

const heatmap = closed({
  sopInstanceUid: uid,
  type: hemorrhageType,
  rows: Type.Integer({ minimum: 1 }),
  columns: Type.Integer({ minimum: 1 }),
  /** The rectangle that the grid covers, in whole pixels of the slice as stored. */
  box: closed({ row: count, column: count, rows: count, columns: count }),
  /** [rows, columns], row-major: share of the map's own maximum in per cent. */
  data: Type.Array(Type.Integer({ minimum: 0, maximum: 100 })),
});

const series = closed({
  seriesInstanceUid: uid,
  status: Type.Enum(['read', 'incomplete', 'passed-over', 'refused']),
  /** Why it was passed over, refused or is incomplete; null where it was read. */
  reason: nullable(text),
  answer,
  /** The answer in words. */
  statement: text,
  notices: Type.Array(notice),
  /** null where nothing was scored. */
  scores: nullable(scores),
  calls: Type.Array(call),
  keySlices: Type.Array(uid),
  heatmaps: Type.Array(heatmap),
  slices: Type.Array(
    closed({
      sopInstanceUid: uid,
      /** null where the input has no millimetres. */
      positionMm: nullable(Type.Number()),
      scores,
    }),
  ),
});

const study = closed({
  studyInstanceUid: uid,
  /** The series that scores, calls and answer are from; null where none could be read. */
  readSeries: nullable(uid),
  answer,
  statement: text,
  scores: nullable(scores),
  /** Whether scores are probabilities, by the bundle's calibration. */
  calibrated: Type.Boolean(),
  calls: Type.Array(call),
  series: Type.Array(series),
});

/** report.json. It depends on the pixels and the bundle alone: no times, no paths, nothing of the input's order. */
export const studyReportSchema = closed({
  schema: Type.Literal(STUDY_REPORT_SCHEMA),
  bundle: closed({
    name: text,
    /** Of all of the bundle: that of its bundle.sha256. Reports of schema 1 had the network's alone. */
    sha256,
    architecture: text,
    aggregation: bundleSchema.properties.aggregation,
    mirror: Type.Boolean(),
    /** Where the calibration is from; absent where scores are not calibrated. */
    calibration: Type.Optional(text),
    heatmapLabel: bundleSchema.properties.heatmapLabel,
  }),
  researchUseOnly: Type.Literal(true),
  /** How many files were given that could not be read, or have no readable UID; run.json names them. */
  unreadableFiles: count,
  studies: Type.Array(study),
});

export type StudyReport = DeepReadonly<Static<typeof studyReportSchema>>;
export type BundleReference = StudyReport['bundle'];
export type StudyResult = StudyReport['studies'][number];
export type SeriesReport = StudyResult['series'][number];
export type SeriesStatus = SeriesReport['status'];
export type Answer = SeriesReport['answer'];
export type Call = SeriesReport['calls'][number];
export type Heatmap = SeriesReport['heatmaps'][number];
export type SliceScores = SeriesReport['slices'][number];
