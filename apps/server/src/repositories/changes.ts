import type { StudyRow } from '@ichor/api';
import { sql } from 'kysely';
import type { Db } from '../database/open-database.ts';
import { studiesChangedSince } from './studies.ts';

export interface Changes {
  /** To be given the next time. */
  readonly now: string;
  readonly studies: readonly StudyRow[];
  readonly deleted: readonly string[];
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
      if (since === undefined) return { now, studies: [], deleted: [] };
      const deleted = await tx
        .selectFrom('study_deletion')
        .select('study_id')
        .where(sql<boolean>`changed_in >= ${since}::xid8`)
        .execute();
      return {
        now,
        studies: await studiesChangedSince(tx, since),
        deleted: deleted.map(({ study_id }) => study_id),
      };
    });
}
