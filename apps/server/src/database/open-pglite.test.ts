import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';
import { beforeAll, expect, test } from 'vitest';
import { FlushingNodeFs } from './flushing-node-fs.ts';
import { openPglite } from './open-pglite.ts';

const newFolder = () => join(mkdtempSync(join(tmpdir(), 'ichor-pglite-')), 'database');
const panic = (problem: string) => {
  throw new Error(problem);
};

/** As versions of Ichor before 30 November 2026 made them. */
const unflushed = newFolder();
const oldFolder = () => {
  const folder = newFolder();
  cpSync(unflushed, folder, { recursive: true });
  return folder;
};
beforeAll(async () => {
  const db = await PGlite.create(unflushed);
  await db.exec('create table kept as select 1 as one');
  await db.close();
}, 60_000);

async function setting(db: PGlite, name: string): Promise<unknown> {
  const { rows } = await db.query<{ setting: string }>('select setting from pg_settings where name = $1', [
    name,
  ]);
  return rows[0]?.setting;
}

test('a first start that was cut off is begun anew, and each commit is flushed before it is answered', async () => {
  const folder = newFolder();
  mkdirSync(`${folder}.new`);
  writeFileSync(`${folder}.new/PG_VERSION`, '');
  let files: FlushingNodeFs | undefined;
  const db = await openPglite(folder, panic, (path) => {
    files = new FlushingNodeFs(path);
    return files;
  });
  expect(await setting(db, 'fsync')).toBe('on');
  expect(await setting(db, 'wal_sync_method')).toBe('fsync');
  await db.exec('create table kept (i int)');
  for (let i = 0; i < 3; i++) {
    const before = files?.logFlushes ?? 0;
    await db.query('insert into kept values ($1)', [i]);
    expect(files?.logFlushes).toBeGreaterThan(before);
  }
  await db.close();
}, 90_000);

test('a database that was made without flushes goes on, with them', async () => {
  const db = await openPglite(oldFolder(), panic);
  expect((await db.query('select one from kept')).rows).toEqual([{ one: 1 }]);
  expect(await setting(db, 'fsync')).toBe('on');
  await db.close();
});

test('what lies in the place of a database and is none is not written over', async () => {
  const folder = newFolder();
  mkdirSync(folder);
  writeFileSync(join(folder, 'somebody'), '');
  await expect(openPglite(folder, panic)).rejects.toMatchObject({ code: 'ENOTEMPTY' });
  expect(readdirSync(dirname(folder))).toEqual(['database']);
}, 90_000);

test('where a commit reaches no disk the database says that fsync is off', async () => {
  /** As PGlite's own: without an fsync. */
  class Unflushed extends FlushingNodeFs {
    override init = NodeFS.prototype.init;
  }
  const db = await openPglite(oldFolder(), panic, (path) => new Unflushed(path));
  expect(await setting(db, 'fsync')).toBe('off');
  await db.close();
});

test('a flush that fails ends the process, as PostgreSQL does, and what it had answered before is there', async () => {
  const folder = oldFolder();
  const script = `
    import fs from 'node:fs';
    import { syncBuiltinESMExports } from 'node:module';
    import { openPglite } from ${JSON.stringify(new URL('./open-pglite.ts', import.meta.url).href)};
    const db = await openPglite(${JSON.stringify(folder)}, (problem) => {
      console.log(problem);
      process.exit(7);
    });
    await db.exec('insert into kept values (2)');
    fs.fsyncSync = () => {
      throw Object.assign(new Error('the disk failed'), { code: 'EIO' });
    };
    syncBuiltinESMExports();
    await db.exec('insert into kept values (3)');
    console.log('answered');`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  expect(stderr).toBe('');
  expect(stdout).toMatch(/^could not fsync file "[0-9A-F]+": I\/O error\n$/);
  expect(status).toBe(7);
  const db = await openPglite(folder, panic);
  expect((await db.query('select one from kept where one < 3')).rows).toEqual([{ one: 1 }, { one: 2 }]);
  await db.close();
}, 90_000);
