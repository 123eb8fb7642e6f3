import type { SimulationRequest } from '@ichor/api';
import type { Slice } from '@ichor/ct';
import type { BleedType } from '@ichor/phantom';
import type { BundleReference, SeriesReport, StudyResult } from '@ichor/report';
import type { ColumnType, Generated, JSONColumnType } from 'kysely';

/** The tables, as migrations/ makes them. Ids are 64 bits wide and travel as strings. */
export interface Database {
  study: StudyTable;
  series: SeriesTable;
  instance: InstanceTable;
  truth_mask: TruthMaskTable;
  simulation: SimulationTable;
  upload: UploadTable;
  upload_study: UploadStudyTable;
  upload_file: UploadFileTable;
  refused_file: RefusedFileTable;
  worker: WorkerTable;
  study_deletion: { study_id: string; changed_in: ColumnType<string, never, never> };
  /** To be removed from the store. */
  removed_content: { sha256: string };
}

export type StudyStateKind = 'received' | 'reading' | 'read' | 'incomplete' | 'cannot-analyse' | 'failed';

interface StudyTable {
  id: Generated<string>;
  /** null while a simulated study is being made. */
  study_instance_uid: string | null;
  simulated: boolean;
  patient_name: string | null;
  patient_id: string | null;
  patient_age: string | null;
  patient_sex: string | null;
  /** The files name different ones. */
  several_patients: Generated<boolean>;
  /** YYYY-MM-DD */
  study_date: string | null;
  description: string | null;
  received_at: Generated<Date>;
  /** When the last file came: quiet is counted from here. */
  last_file_at: Generated<Date>;
  /** Counts up with each file that came, and whenever a reading is asked for. */
  content: Generated<number>;
  /** The content that the report tells of. */
  read_content: number | null;
  /** What came of the last reading; `state` is that too unless the study waits or is being read. */
  read_state: StudyStateKind | null;
  read_reason: string | null;
  state: Generated<StudyStateKind>;
  reason: string | null;
  progress_done: Generated<number>;
  progress_total: Generated<number>;
  /** The worker that reads it. */
  reader: string | null;
  /** Readings begun since one ended: two without an end mean that the study stops workers. */
  read_starts: Generated<number>;
  read_series_id: string | null;
  answer: StudyResult['answer'] | null;
  statement: string | null;
  scores: JSONColumnType<NonNullable<StudyResult['scores']>> | null;
  calls: ColumnType<StudyResult['calls'], string | undefined, string>;
  bundle: ColumnType<BundleReference | null, string | null, string | null>;
  /** Kept by a trigger: no change can forget it. */
  revision: ColumnType<number, never, never>;
  /** The transaction that changed the row last; kept by the same trigger. */
  changed_in: ColumnType<string, never, never>;
}

interface SeriesTable {
  id: Generated<string>;
  study_id: string;
  series_instance_uid: string;
  series_number: number | null;
  description: string | null;
  modality: string | null;
  /** Somebody asked for it to be read beside the chosen one. */
  read_too: Generated<boolean>;
  report: ColumnType<SeriesReport | null, string | null, string | null>;
}

/** A slice but for its pixels, as the header of its file has it. */
export type StoredSlice = Omit<Slice, 'hu' | 'notices'>;

/** A slice: a file of one, a frame of a multi-frame image, or a plane of a NIfTI volume. */
interface InstanceTable {
  id: Generated<string>;
  study_id: string;
  series_id: string;
  /** As the slice is named: of a frame with its number. */
  sop_instance_uid: string;
  /** Of the file, which lies in the store under it. */
  sha256: string;
  /** Its number in the file, from 1. */
  frame: number;
  /** Of the file. */
  bytes: number;
  slice: ColumnType<StoredSlice, string, string>;
  /** Computed here from the others of its series, to be shown: an axial slice of a sagittal or coronal series. */
  computed: Generated<boolean>;
  /** Set where the pixels can't be had. */
  damage_code: string | null;
  damage_problem: string | null;
}

interface TruthMaskTable {
  instance_id: string;
  type: BleedType;
  /** Of the mask, which lies in the store under it: [rows, columns], bytes of 0 and 1. */
  sha256: string;
}

/** A bleed that was put into a simulated patient. */
export interface StoredBleed {
  readonly type: BleedType;
  readonly side: 'left' | 'right' | null;
  readonly place: string;
  readonly volumeMl: number;
}

interface SimulationTable {
  study_id: string;
  request: ColumnType<SimulationRequest, string, never>;
  /** The request as canonical text: the same request makes the same patient, once. */
  request_key: string;
  /** null until it is made. */
  bleeds: ColumnType<readonly StoredBleed[] | null, string | null, string | null>;
}

interface UploadTable {
  id: Generated<string>;
  started_at: Generated<Date>;
  files: Generated<number>;
  bytes: ColumnType<string, number | undefined, number>;
  stored: Generated<number>;
  known: Generated<number>;
  refused: Generated<number>;
  /** When bytes of it came last. */
  heard_at: Generated<Date>;
  /** Files that it is to bring, as its sender said; 0 where it said nothing, or all have come. */
  listed: Generated<number>;
  /** Those of them that have not come. */
  missing: Generated<number>;
  /** Nothing has come for the quiet time, and files are missing. */
  broken_off: Generated<boolean>;
  /** The transaction that last changed whether it is missing files, or has broken off. */
  changed_in: ColumnType<string, string | undefined, string>;
}

interface UploadStudyTable {
  upload_id: string;
  study_id: string;
  /** A person said that no file of the upload is missing from it. */
  declared_whole: Generated<boolean>;
}

/** A file that an upload is to bring. Forgotten once all have come: a name may be a patient's. */
interface UploadFileTable {
  upload_id: string;
  /** As dropped, with its folder. */
  name: string;
  /** null where its sender could not open it. */
  bytes: string | null;
  /** Of what came; null while nothing has. */
  sha256: string | null;
}

interface RefusedFileTable {
  id: Generated<string>;
  upload_id: string;
  /** Where the file names one. */
  study_instance_uid: string | null;
  name: string;
  code: string;
  reason: string;
}

interface WorkerTable {
  id: string;
  host: string;
  pid: number;
  seen_at: Generated<Date>;
}
