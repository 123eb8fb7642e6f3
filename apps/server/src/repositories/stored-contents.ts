import { sql } from 'kysely';
import type { Db, Tx } from '../database/open-database.ts';
import { CONTENT_FAULTS, type ContentFault, contentFault } from '../store/content-errors.ts';

/** Of an instance; more of its slices may lie in the same file. */
export interface RecordedContent {
  readonly sha256: string;
  /** Why its pixels are known not to be had. */
  readonly damageCode: string | null;
}

/** The contents of instances whose names begin with a given hexadecimal digit. */
export async function recordedContents(db: Db, digit: string): Promise<RecordedContent[]> {
  return (
    db
      .selectFrom('instance')
      .select(['sha256', 'damage_code as damageCode'])
      .distinct()
      .where('sha256', '>=', digit)
      // The next letter after the digits of a name.
      .where('sha256', '<', `${digit}g`)
      .execute()
  );
}

/** Those contents of which no table knows: neither needed, nor to be removed. */
export async function unknownContents(db: Db, sha256s: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ content: string }>`
    select content from unnest(${[...sha256s]}::text[]) as content
    where not exists (select from instance where sha256 = content)
      and not exists (select from truth_mask where sha256 = content)
      and not exists (select from removed_content where sha256 = content)
    order by content`.execute(db);
  return rows.map(({ content }) => content);
}

/** Records that the store lacks files that were there; gives their studies, whose reports no longer hold. */
export async function markMissing(tx: Tx, sha256s: readonly string[]): Promise<string[]> {
  const code: ContentFault = 'content-missing';
  const found = await tx
    .updateTable('instance')
    .set({ damage_code: code, damage_problem: contentFault(code, '').problem })
    .where('sha256', 'in', sha256s)
    .where('damage_code', 'is', null)
    .returning('study_id')
    .execute();
  return [...new Set(found.map(({ study_id }) => study_id))].sort();
}

/** Records that files are there again, as they were sent; gives their studies, which are to be read anew. */
export async function markFound(tx: Tx, sha256s: readonly string[]): Promise<string[]> {
  const found = await tx
    .updateTable('instance')
    .set({ damage_code: null, damage_problem: null })
    .where('sha256', 'in', sha256s)
    .where('damage_code', 'in', CONTENT_FAULTS)
    .returning('study_id')
    .execute();
  return [...new Set(found.map(({ study_id }) => study_id))].sort();
}

/** Forgets what was wrong with a study's files in the store. */
export async function forgetContentFaults(tx: Tx, studyId: string): Promise<void> {
  await tx
    .updateTable('instance')
    .set({ damage_code: null, damage_problem: null })
    .where('study_id', '=', studyId)
    .where('damage_code', 'in', CONTENT_FAULTS)
    .execute();
}

/** The contents that rows need whose names begin with a given hexadecimal digit, and the slices that need them. */
export async function neededContents(db: Db, digit: string): Promise<Map<string, string[]>> {
  const [low, high] = [digit, `${digit}g`];
  const { rows } = await sql<{ sha256: string; uid: string }>`
    select sha256, sop_instance_uid as uid from instance where sha256 >= ${low} and sha256 < ${high}
    union
    select truth_mask.sha256, 'mask of ' || sop_instance_uid as uid
    from truth_mask join instance on instance.id = instance_id
    where truth_mask.sha256 >= ${low} and truth_mask.sha256 < ${high}
    order by sha256, uid`.execute(db);
  return new Map(
    [...Map.groupBy(rows, ({ sha256 }) => sha256)].map(([key, of]) => [key, of.map(({ uid }) => uid)]),
  );
}
