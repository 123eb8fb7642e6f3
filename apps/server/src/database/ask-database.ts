import { sql } from 'kysely';
import { openDatabase } from './open-database.ts';

/** What a database calls itself, e.g. `PostgreSQL 15.18`. @throws what the connection throws */
export async function askDatabase(url: string): Promise<string> {
  // A connection that is lost fails the question itself.
  const db = openDatabase(url, () => undefined);
  try {
    const { rows } = await sql<{ version: string }>`select version()`.execute(db);
    return /^\S+ \S+/.exec(rows[0]?.version ?? '')?.[0] ?? 'a database';
  } finally {
    await db.destroy();
  }
}
