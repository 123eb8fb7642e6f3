import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDataFolder } from './data-folder.ts';
import { lockDatabase } from './database-lock.ts';
import { lookAtDatabase } from './look-at-database.ts';

const temporaryFolder = () => mkdtempSync(join(tmpdir(), 'ichor-look-'));

test('a data folder that is not there is told of, and not made', async () => {
  const parent = temporaryFolder();
  expect(await lookAtDatabase(join(parent, 'new', 'folder'))).toEqual({ state: 'absent' });
  expect(readdirSync(parent)).toEqual([]);
});

test('a database is seen open, with its holder, and closed; a look leaves no file', async () => {
  const folder = await openDataFolder(temporaryFolder());
  expect(await lookAtDatabase(folder.root)).toEqual({ state: 'absent' });
  mkdirSync(folder.database);
  const before = readdirSync(folder.root);
  expect(await lookAtDatabase(folder.root)).toEqual({ state: 'closed' });
  expect(readdirSync(folder.root)).toEqual(before);
  const lock = await lockDatabase(folder);
  expect(await lookAtDatabase(folder.root)).toEqual({ state: 'open', pid: process.pid });
  await lock.release();
  expect(await lookAtDatabase(folder.root)).toEqual({ state: 'closed' });
});

test('where a folder cannot be had, the path that stands in the way is named', async () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '', { mode: 0o600 });
  expect(await lookAtDatabase(join(file, 'data'))).toEqual({ state: 'denied', path: file });
});
