import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDataFolder } from './data-folder.ts';
import { databaseHolder, lockDatabase } from './database-lock.ts';

const temporaryFolder = () => openDataFolder(mkdtempSync(join(tmpdir(), 'ichor-lock-')));

/** A process that holds the lock of a folder until it is killed. */
async function holdElsewhere(root: string) {
  const url = new URL('./database-lock.ts', import.meta.url).href;
  const folder = new URL('./data-folder.ts', import.meta.url).href;
  const child = spawn(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `const { lockDatabase } = await import(${JSON.stringify(url)});
       const { openDataFolder } = await import(${JSON.stringify(folder)});
       const lock = await lockDatabase(await openDataFolder(${JSON.stringify(root)}));
       await lock.announce('postgresql://there');
       console.log('held');
       setInterval(() => {}, 1000);`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  await once(child.stdout, 'data');
  return child;
}

test('a second process is refused and told who holds the folder; one that was killed holds nothing', async () => {
  const folder = await temporaryFolder();
  const holder = await holdElsewhere(folder.root);
  await expect(lockDatabase(folder)).rejects.toMatchObject({
    code: 'database-locked',
    problem: `is in use by process ${holder.pid}`,
  });
  expect(await databaseHolder(folder)).toEqual({ pid: holder.pid, url: 'postgresql://there' });
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  expect(await databaseHolder(folder)).toBeUndefined();
  const lock = await lockDatabase(folder);
  expect(lock.before).toEqual({ pid: holder.pid, url: 'postgresql://there' });
  await lock.release();
});

test('a lock that was released is free', async () => {
  const folder = await temporaryFolder();
  for (const _time of [1, 2]) {
    const lock = await lockDatabase(folder);
    await lock.release();
  }
  expect(await databaseHolder(folder)).toBeUndefined();
});

test("a holder's note that was cut short by a power failure keeps nobody out", async () => {
  const folder = await temporaryFolder();
  writeFileSync(folder.holder, '{"pid":');
  expect(await databaseHolder(folder)).toBeUndefined();
  const lock = await lockDatabase(folder);
  expect(lock.before).toBeUndefined();
  await lock.release();
});
