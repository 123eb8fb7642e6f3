import { Kysely, PostgresDialect, type Transaction } from 'kysely';
import pg from 'pg';
import type { Database } from './schema.ts';

export type Db = Kysely<Database>;
export type Tx = Transaction<Database>;

/** Connections of one process: the embedded database serves one transaction at a time anyway. */
const MOST_CONNECTIONS = 6;

/**
 * Opens a PostgreSQL database by its URL; the embedded one is no different.
 *
 * @param onLost called when a connection is lost; the next query opens another
 */
export function openDatabase(url: string, onLost: (error: Error) => void): Db {
  const pool = new pg.Pool({
    connectionString: url,
    max: MOST_CONNECTIONS,
    connectionTimeoutMillis: 10_000,
  });
  pool.on('error', onLost);
  // Also between two statements of a transaction, when nobody else listens; the next statement then fails.
  pool.on('connect', (client) => client.on('error', onLost));
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
}
