import { sql } from 'kysely';
import type { Db } from './open-database.ts';

/**
 * What a power failure may take of what was acknowledged, as the database's own settings say; null where they say: nothing. The
 * embedded database says so of itself where it finds that what it commits reaches no disk: see open-pglite.ts.
 */
export async function durabilityWarning(db: Db): Promise<string | null> {
  const { rows } = await sql<{ name: string }>`
    select name from pg_settings where name in ('fsync', 'synchronous_commit') and setting = 'off' order by name`.execute(
    db,
  );
  if (rows.length === 0) return null;
  const off = rows.map(({ name }) => name).join(' and ');
  return `This database does not survive a power failure: ${off} ${rows.length > 1 ? 'are' : 'is'} off in it. Keep what you send until it was read.`;
}
