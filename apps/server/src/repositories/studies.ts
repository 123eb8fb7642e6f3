import type { StudyRow, StudyState } from '@ichor/api';
import type { InstanceHeader } from '@ichor/dicom';
import { SIMULATOR } from '@ichor/phantom';
import { en } from '@ichor/report';
import { type ExpressionBuilder, type Selectable, sql } from 'kysely';
import type { Db, Tx } from '../database/open-database.ts';
import type { Database } from '../database/schema.ts';
import { dateOf, plainText } from './plain-text.ts';
import { nameForRemoval } from './removed-contents.ts';
import { brokenUploadsOf, forgetArrived, forgetList } from './upload-files.ts';
import { forgetRefusedOf } from './uploads.ts';

/** A study with what is known of it beside its row. */
export interface StudyRecord extends Selectable<Database['study']> {
  readonly instances: number;
  /** Of uploads that it came with: what they lack, it may lack. */
  readonly missing_files: number;
  readonly awaited_files: number;
}

/** All studies, in no order. */
export async function listStudies(db: Db): Promise<StudyRow[]> {
  const found = await studies(db).execute();
  return found.map(studyRow);
}

/** Those that a transaction changed which was not over at a snapshot's xmin. */
export async function studiesChangedSince(db: Db, xmin: string): Promise<StudyRow[]> {
  const found = await studies(db).where(sql<boolean>`study.changed_in >= ${xmin}::xid8`).execute();
  return found.map(studyRow);
}

export async function findStudy(db: Db, id: string): Promise<StudyRecord | undefined> {
  return studies(db).where('study.id', '=', id).executeTakeFirst();
}

const studies = (db: Db) =>
  db
    .selectFrom('study')
    .leftJoin(lacks(db), 'lacks.study_id', 'study.id')
    .selectAll('study')
    .select([
      instances,
      sql<number>`coalesce(lacks.missing_files, 0)`.as('missing_files'),
      sql<number>`coalesce(lacks.awaited_files, 0)`.as('awaited_files'),
    ]);

/** Files that have not come of uploads that broke off, and of such that go on. */
const lacks = (db: Db) =>
  db
    .selectFrom('upload')
    .innerJoin('upload_study', 'upload_study.upload_id', 'upload.id')
    .where('upload.missing', '>', 0)
    .where('upload_study.declared_whole', '=', false)
    .groupBy('upload_study.study_id')
    .select([
      'upload_study.study_id',
      sql<number>`sum(case when upload.broken_off then upload.missing else 0 end)::int`.as('missing_files'),
      sql<number>`sum(case when upload.broken_off then 0 else upload.missing end)::int`.as('awaited_files'),
    ])
    .as('lacks');

/** Different slices, however often each was sent. */
const instances = (eb: ExpressionBuilder<Database, 'study'>) =>
  eb
    .selectFrom('instance')
    .whereRef('instance.study_id', '=', 'study.id')
    .where('instance.computed', '=', false)
    .select(sql<number>`count(distinct instance.sop_instance_uid)::int`.as('n'))
    .$asScalar()
    .$notNull()
    .as('instances');

/** The study that all these headers name; made where there is none. Either way it has grown, and waits to be read. */
export async function growStudy(tx: Tx, headers: readonly InstanceHeader[]): Promise<string> {
  const { id } = await tx
    .insertInto('study')
    .values({
      ...identityOf(headers),
      several_patients: new Set(headers.map(({ instance }) => plainText(instance.patientId))).size > 1,
      simulated: headers.every(isSimulated),
      content: 1,
    })
    .onConflict((conflict) =>
      conflict.column('study_instance_uid').doUpdateSet((eb) => ({
        // What the first file lacked, a later one may have.
        patient_name: eb.fn.coalesce('study.patient_name', 'excluded.patient_name'),
        patient_id: eb.fn.coalesce('study.patient_id', 'excluded.patient_id'),
        patient_age: eb.fn.coalesce('study.patient_age', 'excluded.patient_age'),
        patient_sex: eb.fn.coalesce('study.patient_sex', 'excluded.patient_sex'),
        study_date: eb.fn.coalesce('study.study_date', 'excluded.study_date'),
        description: eb.fn.coalesce('study.description', 'excluded.description'),
        several_patients: sql<boolean>`study.several_patients or excluded.several_patients
          or study.patient_id is distinct from excluded.patient_id`,
        // One real slice makes it a patient's.
        simulated: sql<boolean>`study.simulated and excluded.simulated`,
        last_file_at: sql<Date>`clock_timestamp()`,
        content: sql<number>`study.content + 1`,
        read_starts: 0,
        state: sql<'received'>`case when study.state = 'reading' then 'reading' else 'received' end`,
        reason: null,
      })),
    )
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** Gives a study that was made without files (a simulated one) what its first file says; false where it is gone. */
export async function identifyStudy(tx: Tx, id: string, header: InstanceHeader): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('study')
    .set({
      ...identityOf([header]),
      content: 1,
      read_starts: 0,
      // Complete at once: there is nothing to wait for.
      last_file_at: new Date(0),
    })
    .where('id', '=', id)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Files of `ichor simulate` are marked like the patients made here. */
const isSimulated = ({ manufacturer, manufacturerModelName }: InstanceHeader): boolean =>
  manufacturer === SIMULATOR.manufacturer && manufacturerModelName === SIMULATOR.manufacturerModelName;

/** Whose study it is; what one header lacks, another may have. */
function identityOf(headers: readonly InstanceHeader[]) {
  const first = (value: (header: InstanceHeader) => string | null): string | null =>
    headers.map(value).find((found) => found !== null) ?? null;
  return {
    study_instance_uid: headers[0]?.instance.studyInstanceUid ?? null,
    patient_name: first((header) => plainText(header.patientName)),
    patient_id: first((header) => plainText(header.instance.patientId)),
    patient_age: first((header) => plainText(header.patientAge)),
    patient_sex: first((header) => plainText(header.patientSex)),
    study_date: first((header) => dateOf(header.studyDate)),
    description: first((header) => plainText(header.studyDescription)),
  };
}

/** Asks for a study to be read anew, after a failure too; false where there is none. */
export async function requestReading(tx: Tx, id: string): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('study')
    .set({
      content: sql<number>`content + 1`,
      read_starts: 0,
      reason: null,
      state: sql<'received'>`case when state = 'reading' then 'reading' else 'received' end`,
    })
    .where('id', '=', id)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Removes a study with all that hangs on it, and names its contents for removal; these, or undefined where there is no study. */
export async function deleteStudy(tx: Tx, id: string): Promise<string[] | undefined> {
  // First: a file that is recorded just now would go with the study unnamed, and be an orphan at the next start.
  await tx.selectFrom('study').select('id').where('id', '=', id).forUpdate().execute();
  const found = await tx
    .selectFrom('instance')
    .select('sha256')
    .where('study_id', '=', id)
    .union(
      tx
        .selectFrom('truth_mask')
        .innerJoin('instance', 'instance.id', 'truth_mask.instance_id')
        .select('truth_mask.sha256')
        .where('instance.study_id', '=', id),
    )
    .execute();
  // Names of files that were refused may name a patient: they go with the last study they came with.
  await forgetRefusedOf(tx, id);
  const contents = found.map(({ sha256 }) => sha256);
  await forgetArrived(tx, id, contents);
  const broken = await brokenUploadsOf(tx, id);
  const { numDeletedRows } = await tx.deleteFrom('study').where('id', '=', id).executeTakeFirst();
  if (numDeletedRows === 0n) return undefined;
  for (const uploadId of broken) await forgetList(tx, uploadId);
  await nameForRemoval(tx, contents);
  return contents;
}

export const studyRow = (study: StudyRecord): StudyRow => ({
  id: study.id,
  patient: study.several_patients
    ? { name: null, patientId: null, age: null, sex: null }
    : {
        name: study.patient_name,
        patientId: study.patient_id,
        age: study.patient_age?.replace(/^0+(?=\d)/, '') ?? null,
        sex: study.patient_sex,
      },
  severalPatients: study.several_patients,
  studyDate: study.study_date,
  description: study.description,
  simulated: study.simulated,
  receivedAt: study.received_at.toISOString(),
  revision: study.revision,
  state: stateOf(study),
  instances: study.instances,
  calls: [...study.calls],
  scores: study.scores,
});

/** What its last reading came to; incomplete, whatever it came to, while files of its uploads have not come. */
function stateOf(study: StudyRecord): StudyState {
  const { state, reason, progress_done, progress_total } = study;
  switch (state) {
    case 'received':
      return { kind: state };
    case 'reading':
      return { kind: state, done: progress_done, total: progress_total };
    case 'failed':
      // The table's own rule: it has a reason, and so have the others that are not simply read.
      return { kind: state, reason: reason as string };
    default: {
      const reasons = [reason, lackOf(study)].filter((one) => one !== null);
      if (lacksFiles(study)) return { kind: 'incomplete', reason: reasons.join('; ') };
      return state === 'read' ? { kind: state } : { kind: state, reason: reason as string };
    }
  }
}

/** Whether nobody can say of a study that it has all its files. */
export const lacksFiles = (study: StudyRecord): boolean => study.missing_files + study.awaited_files > 0;

function lackOf({ missing_files, awaited_files }: StudyRecord): string | null {
  if (missing_files > 0) return en.reasons.missingFiles(missing_files);
  return awaited_files > 0 ? en.reasons.uploadGoesOn : null;
}

/** A series of the study is to be read beside the chosen one: it waits for a worker again, unless it is read just now. */
export async function requestReadingToo(tx: Tx, id: string): Promise<void> {
  await tx
    .updateTable('study')
    .set({ state: 'received', reason: null, read_starts: 0 })
    .where('id', '=', id)
    .where('state', '<>', 'reading')
    .execute();
}
