import type { OpenUpload } from '@ichor/api';
import { sql } from 'kysely';
import type { Db } from '../database/open-database.ts';
import { forgetList, tellStudies } from './upload-files.ts';
import { studyIds } from './uploads.ts';

/** A person says that nothing more will come of an upload; false where there is none. */
export async function declareUploadWhole(db: Db, id: string): Promise<boolean> {
  const found = await db.transaction().execute((tx) => forgetList(tx, id));
  if (found) await tellStudies(db, id);
  return found;
}

/**
 * A person says that a study has all its files. An upload whose studies all have theirs waits for nothing more.
 *
 * @returns false where there is no such study
 */
export async function declareStudyWhole(db: Db, studyId: string): Promise<boolean> {
  const done = await db.transaction().execute(async (tx) => {
    // First of all, as where files are recorded; the pages hear of it too.
    const { numUpdatedRows } = await tx
      .updateTable('study')
      .set({ reason: sql<string>`reason` })
      .where('id', '=', studyId)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return undefined;
    await tx
      .updateTable('upload_study')
      .set({ declared_whole: true })
      .where('study_id', '=', studyId)
      .where('upload_id', 'in', (eb) => eb.selectFrom('upload').select('id').where('missing', '>', 0))
      .execute();
    const { rows } = await sql<{ id: string }>`
      select id from upload
      where broken_off and missing > 0
        and exists (select from upload_study where upload_id = upload.id and study_id = ${studyId})
        and not exists (select from upload_study where upload_id = upload.id and not declared_whole)`.execute(
      tx,
    );
    return rows.map(({ id }) => id);
  });
  for (const id of done ?? []) await declareUploadWhole(db, id);
  return done !== undefined;
}

/** The uploads that lack files, the newest first. */
export async function listOpenUploads(db: Db): Promise<OpenUpload[]> {
  const found = await db
    .selectFrom('upload')
    .select(['id', 'started_at', 'listed', 'missing', 'broken_off'])
    .select(studyIds)
    .where('missing', '>', 0)
    .orderBy('id', 'desc')
    .execute();
  return found.map((upload) => ({
    id: upload.id,
    startedAt: upload.started_at.toISOString(),
    files: upload.listed,
    missing: upload.missing,
    brokenOff: upload.broken_off,
    studyIds: upload.studyIds,
  }));
}
