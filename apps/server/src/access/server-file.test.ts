import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeToken } from './secret.ts';
import { announceServer, entryAddress, runningServers, writeDoor } from './server-file.ts';

const newFolder = () => mkdtempSync(join(tmpdir(), 'ichor-servers-'));
const isPrivate = (path: string) => process.platform === 'win32' || (statSync(path).mode & 0o077) === 0;

test('a server that runs is found with what lets in there, and no longer when it has taken its file away', async () => {
  const folder = newFolder();
  const server = { address: 'http://localhost:8760', token: makeToken(), pid: process.pid };
  const other = { ...server, address: 'http://localhost:9000' };
  const withdraw = await announceServer(folder, server);
  await announceServer(folder, other);
  expect(await runningServers(folder)).toEqual([server, other]);
  expect(readdirSync(folder).every((name) => isPrivate(join(folder, name)))).toBe(true);
  await withdraw();
  expect(await runningServers(folder)).toEqual([other]);
});

test('what a killed server left behind, or nobody wrote whole, is passed over', async () => {
  const folder = newFolder();
  // Linux gives no process a number so high.
  await announceServer(folder, { address: 'http://localhost:1', token: makeToken(), pid: 2 ** 22 + 1 });
  for (const [port, text] of Object.entries({ 2: '', 3: '{"pid":1}', 4: 'null' })) {
    writeFileSync(join(folder, `server-${port}.json`), text);
  }
  expect(await runningServers(folder)).toEqual([]);
  expect(await runningServers(join(folder, 'nowhere'))).toEqual([]);
});

test('the file that leads a browser in is its owner’s alone, and goes with the server', async () => {
  const folder = newFolder();
  const server = { address: 'http://localhost:8760', token: makeToken(), pid: process.pid };
  const withdraw = await announceServer(folder, server);
  const door = await writeDoor(folder, server);
  expect(isPrivate(door)).toBe(true);
  expect(readFileSync(door, 'utf8')).toContain(`url=${entryAddress(server)}"`);
  await withdraw();
  expect(readdirSync(folder)).toEqual([]);
});
