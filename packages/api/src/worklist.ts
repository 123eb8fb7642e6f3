import { studyReportSchema } from '@ichor/report';
import Type, { type Static } from 'typebox';
import { bleedType, closed, count, hemorrhageType, id, moment, nullable, side, text } from './parts.ts';

const { properties: result } = studyReportSchema.properties.studies.items;

/**
 * Where a study is. `received`: its upload is not quiet yet, or it waits for the worker. `reading`: with the slices done.
 * `read`: there is a report. `incomplete`: it has not all its slices, or files of its upload did not arrive; there may be a
 * report, with calls. `cannot-analyse`: no series could be read, with the reason. `failed`: reading it stopped the worker or
 * raised an error, with the reason; it can be tried again.
 */
const state = Type.Union([
  closed({ kind: Type.Literal('received') }),
  closed({ kind: Type.Literal('reading'), done: count, total: count }),
  closed({ kind: Type.Literal('read') }),
  closed({ kind: Type.Literal('incomplete'), reason: text }),
  closed({ kind: Type.Literal('cannot-analyse'), reason: text }),
  closed({ kind: Type.Literal('failed'), reason: text }),
]);

/** As the files name the patient: shown on the list and the viewport, never in an address, a title or a log. */
const patient = closed({
  name: nullable(text),
  patientId: nullable(text),
  /** E.g. 63Y. */
  age: nullable(text),
  sex: nullable(text),
});

/** A bleed that was put into a simulated patient. */
const bleedTruth = closed({
  type: bleedType,
  side: nullable(side),
  place: text,
  volumeMl: Type.Number(),
});

export const studyRow = closed({
  id,
  /** All null where the files name several. */
  patient,
  /** Its files name different patients: nobody can say whose it is, and it is not read. */
  severalPatients: Type.Boolean(),
  /** YYYY-MM-DD */
  studyDate: nullable(text),
  description: nullable(text),
  /** Marked as such everywhere it is shown. */
  simulated: Type.Boolean(),
  receivedAt: moment,
  /** Counts up whenever the study's files, state or report change. */
  revision: count,
  state,
  instances: count,
  /** Of the report; empty where there is none. */
  calls: result.calls,
  scores: result.scores,
});
export type StudyRow = Static<typeof studyRow>;
export type StudyState = Static<typeof state>;
export type PatientIdentity = Static<typeof patient>;

/** GET /api/studies: the most urgent first. */
export const worklist = closed({ studies: Type.Array(studyRow) });
export type Worklist = Static<typeof worklist>;

/** A series as the study page lists it. */
export const seriesRow = closed({
  id,
  seriesInstanceUid: text,
  seriesNumber: nullable(Type.Integer()),
  description: nullable(text),
  modality: nullable(text),
  instances: count,
  /** Axial slices that were computed from it for the report, and are shown in its place; 0 where it was read as it is stored. */
  computed: count,
  /** Whether its pixels can be shown. */
  viewable: Type.Boolean(),
  /** The result, where it was read, passed over or refused; null while it waits. */
  report: nullable(studyReportSchema.properties.studies.items.properties.series.items),
});
export type SeriesRow = Static<typeof seriesRow>;

/** A file that was not taken into the study, and why. */
export const refusedFile = closed({ name: text, code: text, reason: text });
export type RefusedFile = Static<typeof refusedFile>;

/** GET /api/studies/:id */
export const studyDetail = closed({
  study: studyRow,
  /** As its files name it; absent while a simulated study is being made. */
  studyInstanceUid: Type.Optional(text),
  series: Type.Array(seriesRow),
  /** The series whose answer is the study's; null where none was read. */
  readSeriesId: nullable(id),
  /** In words; null where there is no report. */
  statement: nullable(text),
  /** Files of uploads that broke off: the study lacks them, or may. */
  missingFiles: count,
  bundle: nullable(studyReportSchema.properties.bundle),
  refused: Type.Array(refusedFile),
  truth: nullable(Type.Array(bleedTruth)),
});
export type StudyDetail = Static<typeof studyDetail>;
export type BleedTruth = Static<typeof bleedTruth>;

/** What the page has to know of a series to show it. Slices are in order along the normal, skull base first. */
export const seriesStack = closed({
  id,
  studyId: id,
  slices: Type.Array(
    closed({
      /** Of GET /api/instances/:id/pixels. */
      instanceId: id,
      sopInstanceUid: text,
      rows: Type.Integer({ minimum: 1 }),
      columns: Type.Integer({ minimum: 1 }),
      /** [between rows, between columns] in mm; null where unknown: then nothing is measured in mm. */
      pixelSpacing: nullable(Type.Tuple([Type.Number(), Type.Number()])),
      imagePositionPatient: nullable(Type.Tuple([Type.Number(), Type.Number(), Type.Number()])),
      imageOrientationPatient: nullable(
        Type.Tuple([
          Type.Number(),
          Type.Number(),
          Type.Number(),
          Type.Number(),
          Type.Number(),
          Type.Number(),
        ]),
      ),
      positionMm: Type.Number(),
      /** Types whose true masks GET /api/instances/:id/truth/:type gives; of simulated slices with blood on them. */
      truthTypes: Type.Array(hemorrhageType),
    }),
  ),
  tiltDegrees: Type.Number(),
  /** Whether the slices are no stored images, but were computed from them. */
  computed: Type.Boolean(),
  /** Those of all its slices. */
  truthTypes: Type.Array(hemorrhageType),
});
export type SeriesStack = Static<typeof seriesStack>;
