import { sql } from 'kysely';
import type { Db, Tx } from '../database/open-database.ts';

/**
 * Names contents that are to be removed, in the transaction after which nobody needs them: a process that is killed before they are
 * has told the next one.
 */
export async function nameForRemoval(tx: Tx, sha256s: readonly string[]): Promise<void> {
  await sql`
    insert into removed_content (sha256) select distinct unnest(${[...sha256s]}::text[])
    on conflict do nothing`.execute(tx);
}

/** Some of those that are to be removed, in order, after a given one. */
export async function contentsToRemove(db: Db, after: string, most: number): Promise<string[]> {
  const found = await db
    .selectFrom('removed_content')
    .select('sha256')
    .where('sha256', '>', after)
    .orderBy('sha256')
    .limit(most)
    .execute();
  return found.map(({ sha256 }) => sha256);
}

/** They are removed, or needed again. */
export async function forgetRemovals(tx: Tx, sha256s: readonly string[]): Promise<void> {
  if (sha256s.length === 0) return;
  await tx.deleteFrom('removed_content').where('sha256', 'in', sha256s).execute();
}
