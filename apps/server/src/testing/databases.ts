import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { servePglite } from '../database/serve-pglite.ts';

/** A fresh database for one test file. */
export interface TestDatabase {
  readonly url: string;
  close(): Promise<void>;
}

const REAL = process.env.ICHOR_TEST_DATABASE_URL;

/** What the same test body runs on: always the embedded database, and a PostgreSQL where ICHOR_TEST_DATABASE_URL names one. */
export const DATABASES: readonly (readonly [name: string, open: () => Promise<TestDatabase>])[] = [
  ['PGlite', openEmbedded],
  ...(REAL ? ([['PostgreSQL', () => openReal(REAL)]] as const) : []),
];

async function openEmbedded(): Promise<TestDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'ichor-db-'));
  const db = await PGlite.create();
  const server = await servePglite(db, { path: join(folder, '.s.PGSQL.5432') });
  return {
    url: `postgresql://postgres@localhost/postgres?host=${encodeURIComponent(folder)}`,
    async close() {
      await server.stop();
      await db.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function openReal(url: string): Promise<TestDatabase> {
  const name = `ichor_test_${randomUUID().replaceAll('-', '')}`;
  const ask = async (statement: string) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(statement);
    await client.end();
  };
  await ask(`create database ${name}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  return { url: own.href, close: () => ask(`drop database ${name} with (force)`) };
}
