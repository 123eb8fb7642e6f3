import { IchorError } from '@ichor/notices';
import { Migrator } from 'kysely';
import { MIGRATIONS } from '../migrations/index.ts';
import { diskFull } from './disk-full.ts';
import type { Db } from './open-database.ts';
import { databaseAway, isDatabaseAway } from './until-back.ts';

/**
 * Brings the tables to this version's form; safe to call by several processes at once.
 *
 * @throws IchorError `database-away`, `disk-full`, `database-migration`
 */
export async function migrate(db: Db): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...MIGRATIONS }) } });
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return;
  if (isDatabaseAway(error)) throw databaseAway(error);
  const full = diskFull(error, 'the database');
  if (full) throw full;
  throw new IchorError({
    code: 'database-migration',
    subject: 'the database',
    problem: `can't be brought to this version's form: ${error instanceof Error ? error.message : String(error)}`,
    cause: error,
  });
}
