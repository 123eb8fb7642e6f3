import type { FileOutcome, RefusedFile, UploadEnded } from '@ichor/api';
import { type ExpressionBuilder, sql } from 'kysely';
import type { Db, Tx } from '../database/open-database.ts';
import type { Database } from '../database/schema.ts';
import { plainText } from './plain-text.ts';
import { forgetOldLists } from './upload-files.ts';

export async function startUpload(db: Db): Promise<string> {
  const { id } = await db.insertInto('upload').defaultValues().returning('id').executeTakeFirstOrThrow();
  return id;
}

/** What an upload has taken so far; undefined where there is none. */
export async function findUpload(db: Db, id: string): Promise<{ files: number; bytes: number } | undefined> {
  const found = await db
    .selectFrom('upload')
    .select(['files', 'bytes'])
    .where('id', '=', id)
    .executeTakeFirst();
  return found && { files: found.files, bytes: Number(found.bytes) };
}

/** Counts what was sent, whatever became of it. */
export async function countSent(
  db: Db,
  id: string,
  { files, bytes }: { files: number; bytes: number },
): Promise<void> {
  await db
    .updateTable('upload')
    .set({ files: sql<number>`files + ${files}`, bytes: sql<number>`bytes + ${bytes}` })
    .where('id', '=', id)
    .execute();
}

/** A file and what became of it; its study, where the header names one. */
export interface NamedOutcome {
  readonly outcome: FileOutcome;
  readonly studyInstanceUid: string | null;
}

export async function countOutcomes(tx: Tx, id: string, outcomes: readonly FileOutcome[]): Promise<void> {
  const of = (kind: FileOutcome['outcome']) => outcomes.filter(({ outcome }) => outcome === kind).length;
  await tx
    .updateTable('upload')
    .set({
      stored: sql<number>`stored + ${of('stored')}`,
      known: sql<number>`known + ${of('known')}`,
      refused: sql<number>`refused + ${of('refused')}`,
    })
    .where('id', '=', id)
    .execute();
}

export async function addRefused(tx: Tx, uploadId: string, refused: readonly NamedOutcome[]): Promise<void> {
  if (refused.length === 0) return;
  await tx
    .insertInto('refused_file')
    .values(
      refused.map(({ outcome, studyInstanceUid }) => ({
        upload_id: uploadId,
        study_instance_uid: studyInstanceUid,
        name: plainText(outcome.name) ?? 'a file without a name',
        code: outcome.code ?? 'refused',
        reason: plainText(outcome.reason) ?? 'refused',
      })),
    )
    .execute();
}

export async function linkStudy(tx: Tx, uploadId: string, studyId: string): Promise<void> {
  await tx
    .insertInto('upload_study')
    .values({ upload_id: uploadId, study_id: studyId })
    // What a person said of the study was said of the files that had come by then.
    .onConflict((conflict) =>
      conflict
        .columns(['upload_id', 'study_id'])
        .doUpdateSet({ declared_whole: false })
        .where('upload_study.declared_whole', '=', true),
    )
    .execute();
}

/** The studies that an upload brought files of. */
export const studyIds = (eb: ExpressionBuilder<Database, 'upload'>) =>
  eb
    .selectFrom('upload_study')
    .whereRef('upload_id', '=', 'upload.id')
    .select(sql<string[]>`coalesce(array_agg(study_id::text order by study_id), '{}')`.as('ids'))
    .$asScalar()
    .$notNull()
    .as('studyIds');

/** What an upload came to; undefined where there is none. */
export async function uploadSummary(db: Db, id: string): Promise<UploadEnded | undefined> {
  const found = await db
    .selectFrom('upload')
    .select(['stored', 'known', 'refused', 'missing'])
    .select(studyIds)
    .where('id', '=', id)
    .executeTakeFirst();
  return found;
}

/** Files refused that name the study, and those that name none and came with it. */
export async function refusedOfStudy(
  db: Db,
  study: { readonly id: string; readonly study_instance_uid: string | null },
): Promise<RefusedFile[]> {
  return db
    .selectFrom('refused_file')
    .select(['name', 'code', 'reason'])
    .distinct()
    .where((eb) =>
      eb.or([
        eb('study_instance_uid', '=', study.study_instance_uid),
        eb.and([
          eb('study_instance_uid', 'is', null),
          eb(
            'upload_id',
            'in',
            eb.selectFrom('upload_study').select('upload_id').where('study_id', '=', study.id),
          ),
        ]),
      ]),
    )
    .orderBy('name')
    .execute();
}

/**
 * Forgets what was refused and belongs to no study, and lists of files: names may name a patient. Of uploads of the last day
 * they stay, since their study may still come.
 */
export async function forgetRefused(db: Db): Promise<void> {
  await forgetOldLists(db);
  await sql`
    delete from refused_file using upload
    where upload.id = upload_id and started_at < clock_timestamp() - interval '1 day'
      and not exists (select from upload_study where upload_study.upload_id = upload.id)
      and not exists (select from study where study.study_instance_uid = refused_file.study_instance_uid)`.execute(
    db,
  );
}

/** Forgets what was refused of a study that is being deleted, or came with it and with no other that stays. */
export async function forgetRefusedOf(tx: Tx, studyId: string): Promise<void> {
  await sql`
    delete from refused_file
    where study_instance_uid = (select study_instance_uid from study where id = ${studyId})
      or (upload_id in (select upload_id from upload_study where study_id = ${studyId})
        and not exists (
          select from upload_study
          where upload_study.upload_id = refused_file.upload_id and study_id <> ${studyId})
        and not exists (select from study where study.study_instance_uid = refused_file.study_instance_uid))`.execute(
    tx,
  );
}
