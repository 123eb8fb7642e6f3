import type { FileList, UploadList } from '@ichor/api';
import { sql } from 'kysely';
import type { Db, Tx } from '../database/open-database.ts';

/*
 * Which files an upload is to bring, and which of them have come. `upload.missing` counts those that have not; it changes with
 * them, in one transaction, under the upload's row lock. Studies are told of afterwards, in a transaction of their own: whoever
 * records files locks studies first.
 */

/**
 * Adds to the list of an upload.
 *
 * @returns how many files it then has, and whether its studies are to be told of afterwards; undefined where there is no such
 *   upload
 */
export async function addToList(
  tx: Tx,
  id: string,
  files: FileList['files'],
): Promise<{ listed: number; tell: boolean } | undefined> {
  const upload = await hear(tx, id);
  if (upload === undefined) return undefined;
  const told = files.map(({ name, bytes }) => ({ name: storable(name), bytes }));
  // What has another size than it had is another file, and has not come.
  await sql`
    insert into upload_file (upload_id, name, bytes)
    select ${id}::bigint, name, max(bytes)
    from json_to_recordset(${JSON.stringify(told)}::json) as told (name text, bytes bigint) group by name
    on conflict (upload_id, md5(name)) do update set bytes = excluded.bytes, sha256 = null
      where upload_file.bytes is distinct from excluded.bytes`.execute(tx);
  const ofUpload = tx.selectFrom('upload_file').where('upload_id', '=', id);
  const { listed } = await tx
    .updateTable('upload')
    .set({
      listed: ofUpload.select(sql<number>`count(*)::int`.as('n')),
      missing: ofUpload.select(sql<number>`count(*) filter (where sha256 is null)::int`.as('n')),
      ...CHANGED,
    })
    .where('id', '=', id)
    .returning('listed')
    .executeTakeFirstOrThrow();
  return { listed, tell: upload.brokenOff };
}

/** A file that came. */
export interface ArrivedFile {
  readonly name: string;
  readonly sha256: string;
}

/**
 * A file has come, whatever became of it. The list is forgotten with the last.
 *
 * @returns whether the upload's studies are to be told of afterwards
 */
export async function noteArrived(tx: Tx, id: string, { name, sha256 }: ArrivedFile): Promise<boolean> {
  if (!(await hasMissing(tx, id))) return false;
  const upload = await hear(tx, id);
  if (upload === undefined || upload.missing === 0) return false;
  const ticked = await tick(tx, id, storable(name), sha256);
  if (ticked === upload.missing) {
    await forgetList(tx, id);
    return true;
  }
  await tx
    .updateTable('upload')
    .set({ missing: upload.missing - ticked })
    .where('id', '=', id)
    .execute();
  return upload.brokenOff;
}

async function hasMissing(tx: Tx, id: string): Promise<boolean> {
  const found = await tx
    .selectFrom('upload')
    .select('id')
    .where('id', '=', id)
    .where('missing', '>', 0)
    .executeTakeFirst();
  return found !== undefined;
}

async function tick(tx: Tx, id: string, name: string, sha256: string): Promise<number> {
  const { numUpdatedRows } = await tx
    .updateTable('upload_file')
    .set({ sha256 })
    .where('upload_id', '=', id)
    .where(sql`md5(name)`, '=', sql`md5(${name})`)
    .where('sha256', 'is', null)
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

/** Bytes of an upload are coming. */
export async function noteHeard(db: Db, id: string): Promise<void> {
  const upload = await db.transaction().execute((tx) => hear(tx, id));
  if (upload?.brokenOff) await tellStudies(db, id);
}

/** Uploads that lack files, and of which nothing has come for the quiet time, have broken off. */
export async function noteBrokenOff(db: Db, quietSeconds: number): Promise<void> {
  // Also where the clock was set back: nothing is waited for longer than that.
  const quiet = sql<boolean>`abs(extract(epoch from clock_timestamp() - heard_at)) >= ${quietSeconds}`;
  const broken = await db
    .updateTable('upload')
    .set({ broken_off: true, ...CHANGED })
    .where('missing', '>', 0)
    .where('broken_off', '=', false)
    .where(quiet)
    .returning('id')
    .execute();
  for (const { id } of broken) await tellStudies(db, id);
}

/** Whoever sends an upload says that nothing more comes of itself: what is missing is. */
export async function noteEnded(db: Db, id: string): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable('upload')
    .set({ broken_off: true, ...CHANGED })
    .where('id', '=', id)
    .where('missing', '>', 0)
    .where('broken_off', '=', false)
    .executeTakeFirst();
  if (numUpdatedRows > 0n) await tellStudies(db, id);
}

/** The list of an upload; empty where there is none, or all have come. */
export async function findList(db: Db, id: string): Promise<UploadList['files']> {
  const found = await db
    .selectFrom('upload_file')
    .select(['name', 'bytes', 'sha256'])
    .where('upload_id', '=', id)
    .orderBy('name')
    .execute();
  return found.map(({ bytes, ...file }) => ({ ...file, bytes: bytes === null ? null : Number(bytes) }));
}

/**
 * Forgets lists of uploads that broke off and came to nothing: names of files may name a patient. For a day they stay, since
 * somebody may send the rest.
 */
export async function forgetOldLists(db: Db): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select id from upload
    where missing > 0 and abs(extract(epoch from clock_timestamp() - heard_at)) > 86400
      and not exists (select from upload_study where upload_id = upload.id)`.execute(db);
  for (const { id } of rows) await db.transaction().execute((tx) => forgetList(tx, id));
}

/** Uploads that broke off and whose only study is this one: their lists are to be forgotten with it. */
export async function brokenUploadsOf(tx: Tx, studyId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from upload
    where broken_off and id in (select upload_id from upload_study where study_id = ${studyId})
      and not exists (select from upload_study where upload_id = upload.id and study_id <> ${studyId})`.execute(
    tx,
  );
  return rows.map(({ id }) => id);
}

/**
 * What came of a study that is being deleted comes off the lists of its uploads: dropped again it is sent again, and not taken for
 * what the server has.
 */
export async function forgetArrived(tx: Tx, studyId: string, contents: readonly string[]): Promise<void> {
  const uploads = await tx
    .selectFrom('upload')
    .select('id')
    .where('missing', '>', 0)
    .where('id', 'in', (eb) =>
      eb.selectFrom('upload_study').select('upload_id').where('study_id', '=', studyId),
    )
    .orderBy('id')
    .forNoKeyUpdate()
    .execute();
  for (const { id } of uploads) {
    const { numDeletedRows } = await tx
      .deleteFrom('upload_file')
      .where('upload_id', '=', id)
      .where(sql<boolean>`sha256 = any(${[...contents]}::text[])`)
      .executeTakeFirst();
    await tx
      .updateTable('upload')
      .set({ listed: sql<number>`listed - ${Number(numDeletedRows)}::int`, ...CHANGED })
      .where('id', '=', id)
      .execute();
  }
}

const CHANGED = { changed_in: sql<string>`pg_current_xact_id()` };

/** Notes that an upload goes on; what it was until then, undefined where there is none. */
async function hear(tx: Tx, id: string): Promise<{ missing: number; brokenOff: boolean } | undefined> {
  const upload = await tx
    .selectFrom('upload')
    .select(['missing', 'broken_off'])
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (upload === undefined) return undefined;
  const { missing, broken_off: brokenOff } = upload;
  await tx
    .updateTable('upload')
    .set({ heard_at: sql<Date>`clock_timestamp()`, ...(brokenOff && { broken_off: false, ...CHANGED }) })
    .where('id', '=', id)
    .execute();
  return { missing, brokenOff };
}

/** Nothing more is waited for; false where there is no such upload. */
export async function forgetList(tx: Tx, id: string): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('upload')
    .set({ listed: 0, missing: 0, broken_off: false, ...CHANGED })
    .where('id', '=', id)
    .executeTakeFirst();
  await tx.deleteFrom('upload_file').where('upload_id', '=', id).execute();
  return numUpdatedRows > 0n;
}

/** What is said of an upload's studies has changed: the pages hear of it by their rows. */
export async function tellStudies(db: Db, uploadId: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const studies = await tx
      .selectFrom('study')
      .select('id')
      .where('id', 'in', (eb) =>
        eb.selectFrom('upload_study').select('study_id').where('upload_id', '=', uploadId),
      )
      // In the order in which files are recorded: two transactions must not wait for each other.
      .orderBy(sql`study_instance_uid collate "C"`)
      .forUpdate()
      .execute();
    if (studies.length === 0) return;
    const ids = studies.map(({ id }) => id);
    await tx.updateTable('study').set({ reason: sql<string>`reason` }).where('id', 'in', ids).execute();
  });
}

/** PostgreSQL stores any text but NUL. */
const storable = (name: string): string => name.replaceAll('\0', ' ');
