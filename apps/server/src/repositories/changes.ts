import type { StudyRow } from '@ichor/api';
import { sql } from 'kysely';
import type { Db } from '../database/open-database.ts';
import { studiesChangedSince } from './studies.ts';

export interface Changes {
  /** To be given the next time. */
  readonly now: string;
  readonly studies: readonly StudyRow[];
  readonly deleted: readonly string[];
  /** Uploads that broke off, go on or are whole, each with what tells one change of it from another. */
  readonly uploads: readonly { readonly id: string; readonly change: string }[];
}

/**
 * Studies that changed in transactions that were not over at `since`; none where it is not given. Transactions end in another
 * order than they begin in, so a plain counter would miss the late ones; this way one may come twice.
 */
export async function changesSince(db: Db, since: string | undefined): Promise<Changes> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (tx) => {
      const { rows } = await sql<{ now: string }>`
        select pg_snapshot_xmin(pg_current_snapshot())::text as now`.execute(tx);
      const now = rows[0]?.now;
      if (now === undefined) throw new Error('the database gave no snapshot');
      if (since === undefined) return { now, studies: [], deleted: [], uploads: [] };
      const deleted = await tx
        .selectFrom('study_deletion')
        .select('study_id')
        .where(sql<boolean>`changed_in >= ${since}::xid8`)
        .execute();
      const uploads = await tx
        .selectFrom('upload')
        .select(['id', sql<string>`changed_in::text`.as('change')])
        .where(sql<boolean>`changed_in >= ${since}::xid8`)
        .execute();
      return {
        now,
        uploads,
        studies: await studiesChangedSince(tx, since),
        deleted: deleted.map(({ study_id }) => study_id),
      };
    });
}
