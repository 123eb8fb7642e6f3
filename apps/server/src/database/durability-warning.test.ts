import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { expect, test } from 'vitest';
import { runDatabase } from '../processes/run-database.ts';
import { durabilityWarning } from './durability-warning.ts';
import { openDatabase } from './open-database.ts';
import { servePglite } from './serve-pglite.ts';

const fail = (error: Error) => {
  throw error;
};

test('of a database whose own settings give up what a power failure takes it is said, and named', async () => {
  // As PGlite is without what Ichor gives it.
  const pglite = await PGlite.create();
  const folder = mkdtempSync(join(tmpdir(), 'ichor-warning-'));
  const server = await servePglite(pglite, { path: join(folder, '.s.PGSQL.5432') });
  const url = `postgresql://postgres@localhost/postgres?host=${encodeURIComponent(folder)}`;
  const db = openDatabase(url, fail);
  expect(await durabilityWarning(db)).toContain('does not survive a power failure: fsync is off');
  await pglite.exec('set synchronous_commit = off');
  expect(await durabilityWarning(db)).toContain('fsync and synchronous_commit are off');
  await db.destroy();
  await server.stop();
  await pglite.close();
});

test('of the embedded database nothing need be said', async () => {
  const { url, stop } = await runDatabase(mkdtempSync(join(tmpdir(), 'ichor-warning-')));
  const db = openDatabase(url, fail);
  expect(await durabilityWarning(db)).toBeNull();
  await db.destroy();
  await stop();
}, 90_000);
