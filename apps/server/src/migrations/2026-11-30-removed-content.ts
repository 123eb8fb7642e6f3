import { type Kysely, sql } from 'kysely';

/**
 * Contents that are to be removed from the store: what a person deleted, and what was computed and has been replaced. Nothing else
 * ever is: a content that stands in no table is not known to be unneeded.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw('create table removed_content (sha256 text primary key)').execute(db);
}
