import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { expect, test } from 'vitest';
import { runDatabase } from './run-database.ts';

/** What a client is told that speaks no PostgreSQL, or says nothing. */
const answerTo = (port: number, bytes: Uint8Array): Promise<string> =>
  new Promise((resolve) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(text));
  });

test('on a port nobody is let in without the password, which others of the machine can not know', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ichor-database-'));
  const { url, stop } = await runDatabase(folder, 'port');
  const ask = async (change: (url: URL) => void) => {
    const asked = new URL(url);
    change(asked);
    const client = new pg.Client({ connectionString: asked.href });
    try {
      await client.connect();
      return (await client.query('select 1 as one')).rows;
    } finally {
      // Of one that was refused too.
      await client.end().catch(() => {});
    }
  };
  expect(new URL(url).password).toMatch(/^[\w-]{32}$/);
  if (process.platform !== 'win32') expect(statSync(join(folder, 'database.json')).mode & 0o077).toBe(0);
  await expect(ask((asked) => (asked.password = 'guess'))).rejects.toMatchObject({ code: '28P01' });
  await expect(ask((asked) => (asked.password = ''))).rejects.toThrow();
  const port = Number(new URL(url).port);
  // A query where the password should be; a length of nothing; a first message without an end.
  const startup = Buffer.from([0, 0, 0, 8, 0, 3, 0, 0]);
  const query = Buffer.from([0x51, 0, 0, 0, 13, ...Buffer.from('select 1\0')]);
  expect(await answerTo(port, Buffer.concat([startup, query, query]))).toMatch(/^R.{8}E.*28P01/s);
  expect(await answerTo(port, Buffer.alloc(64))).toBe('');
  expect(await answerTo(port, Buffer.alloc(20_000, 1))).toBe('');
  expect(await ask(() => {})).toEqual([{ one: 1 }]);
  await stop();
}, 90_000);

test('started again it has the same port and password, and others where somebody else took the port', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ichor-database-'));
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as { port: number };
  const killed = { pid: 2 ** 30, url: `postgresql://postgres:before@127.0.0.1:${port}/postgres` };
  const holder = join(folder, 'database.json');
  writeFileSync(holder, JSON.stringify(killed));
  const beside = await runDatabase(folder, 'port');
  expect(new URL(beside.url).port).not.toBe(String(port));
  expect(new URL(beside.url).password).not.toBe('before');
  await beside.stop();
  other.close();
  writeFileSync(holder, JSON.stringify(killed));
  const again = await runDatabase(folder, 'port');
  expect(again.url).toBe(killed.url);
  await again.stop();
}, 90_000);

test.runIf(process.getuid?.() === 0)(
  'a folder for the socket that somebody else made beforehand is refused',
  async () => {
    // Too long for a socket's path, which then lies in a folder under the system's temporary one.
    const folder = join(mkdtempSync(join(tmpdir(), 'ichor-database-')), 'x'.repeat(100));
    const name = createHash('sha256').update(folder).digest('hex').slice(0, 16);
    const home = join(tmpdir(), `ichor-${name}`);
    const NOBODY = 65534;
    mkdirSync(home);
    chownSync(home, NOBODY, NOBODY);
    await expect(runDatabase(folder)).rejects.toMatchObject({ code: 'folder-not-own' });
    rmSync(home, { recursive: true });
    // A link of one's own that leads to it is no better.
    const theirs = mkdtempSync(join(tmpdir(), 'ichor-theirs-'));
    chownSync(theirs, NOBODY, NOBODY);
    symlinkSync(theirs, home);
    await expect(runDatabase(folder)).rejects.toMatchObject({ code: 'folder-not-own' });
    rmSync(home);
  },
);

test('serves a folder to clients, keeps it from others, and is there again when it is started anew', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ichor-database-'));
  // As somebody makes it who thinks of nothing.
  chmodSync(folder, 0o755);
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
  if (process.platform !== 'win32') {
    expect(statSync(folder).mode & 0o077).toBe(0);
    expect(statSync(join(folder, 'database')).mode & 0o077).toBe(0);
  }
  await first.stop();
  const second = await runDatabase(folder);
  expect(await ask(second.url, 'select one from kept')).toEqual([{ one: 1 }]);
  await second.stop();
}, 90_000);
