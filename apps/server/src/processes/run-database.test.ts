import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { expect, test } from 'vitest';
import { runDatabase } from './run-database.ts';

test('serves a folder to clients, keeps it from others, and is there again when it is started anew', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ichor-database-'));
  const ask = async (url: string, query: string) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query(query);
    await client.end();
    return rows;
  };
  const first = await runDatabase(folder);
  await ask(first.url, 'create table kept as select 1 as one');
  await expect(runDatabase(folder)).rejects.toMatchObject({ code: 'database-locked' });
  if (process.platform !== 'win32') expect(statSync(join(folder, 'database')).mode & 0o077).toBe(0);
  await first.stop();
  const second = await runDatabase(folder);
  expect(await ask(second.url, 'select one from kept')).toEqual([{ one: 1 }]);
  await second.stop();
});
