import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { traceDisk } from '../testing/trace-disk.ts';
import { openFileStore } from './file-store.ts';

async function* chunks(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

const newStore = () => {
  const folder = mkdtempSync(join(tmpdir(), 'ichor-store-'));
  return { folder, store: openFileStore(folder) };
};
const names = (folder: string) => readdirSync(folder, { recursive: true }).map(String).sort();

test('what is kept is found by its content, and what is discarded leaves nothing', async () => {
  const { folder, store } = newStore();
  const kept = await store.receive(chunks('he', 'llo'), 100);
  const sha256 = createHash('sha256').update('hello').digest('hex');
  expect(kept).toMatchObject({ sha256, bytes: 5 });
  await kept.keep();
  await kept.discard();
  expect((await store.read(sha256)).toString()).toBe('hello');
  await (await store.receive(chunks('bye'), 100)).discard();
  const prefix = sha256.slice(0, 2);
  expect(names(folder)).toEqual([prefix, join(prefix, sha256), 'incoming'].sort());
  await store.remove(sha256);
  await expect(store.read(sha256)).rejects.toMatchObject({ code: 'content-missing' });
});

test('a folder that somebody took away while the process ran is made anew', async () => {
  const { folder, store } = newStore();
  for (let i = 0; i < 2; i++) {
    const { sha256, keep } = await store.receive(chunks('hello'), 100);
    await keep();
    expect((await store.read(sha256)).toString()).toBe('hello');
    for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
  }
});

test('one byte too many is refused, and nothing of it stays', async () => {
  const { folder, store } = newStore();
  await expect(store.receive(chunks('abc', 'd'), 3)).rejects.toMatchObject({ code: 'too-large' });
  expect(names(folder)).toEqual(['incoming']);
});

test('a name that is no SHA-256 reaches no path', async () => {
  await expect(newStore().store.read('../../etc/passwd')).rejects.toThrow();
});

/** A name under `incoming`. */
const incomingName = (pid: number, host = hostname()) => `${pid}-${host}-${randomUUID()}`;

test('what processes left behind that are no more is removed, what others write is not', async () => {
  const { folder, store } = newStore();
  mkdirSync(join(folder, 'incoming'));
  // A number of another machine's process says nothing here.
  const [dead, alive, elsewhere] = [
    incomingName(2 ** 30),
    incomingName(process.ppid),
    incomingName(2 ** 30, 'other-host'),
  ];
  for (const name of [dead, alive, elsewhere]) writeFileSync(join(folder, 'incoming', name), '');
  await store.removeLeftovers();
  expect(names(join(folder, 'incoming'))).toEqual([alive, elsewhere].sort());
});

test('what has lain there for longer than a day goes, though its process number is in use again', async () => {
  const { folder, store } = newStore();
  mkdirSync(join(folder, 'incoming'));
  const hours = (count: number) => new Date(Date.now() - count * 3_600_000);
  const old = [incomingName(process.pid), incomingName(process.ppid), incomingName(1, 'other-host'), 'x'];
  const young = [incomingName(process.ppid), incomingName(1, 'other-host')];
  // Written when the clock was ahead: it ages from now on.
  const ahead = incomingName(process.ppid);
  for (const [some, when] of [
    [old, hours(25)],
    [young, hours(23)],
    [[ahead], hours(-100)],
  ] as const) {
    for (const name of some) {
      writeFileSync(join(folder, 'incoming', name), '');
      utimesSync(join(folder, 'incoming', name), when, when);
    }
  }
  await store.removeLeftovers();
  expect(names(join(folder, 'incoming'))).toEqual([...young, ahead].sort());
  expect(statSync(join(folder, 'incoming', ahead)).mtimeMs).toBeLessThan(Date.now() + 1000);
});

test('what is no longer what was kept is not given out, nor what the disk does not give', async () => {
  const { folder, store } = newStore();
  const { sha256, keep } = await store.receive(chunks('hello'), 100);
  const path = join(folder, sha256.slice(0, 2), sha256);
  expect(await store.faultOf(sha256)).toBe('content-missing');
  await keep();
  expect(await store.faultOf(sha256)).toBeUndefined();
  writeFileSync(path, 'hallo');
  await expect(store.read(sha256)).rejects.toMatchObject({ code: 'content-changed' });
  await expect(store.inPlace(sha256)).rejects.toMatchObject({ code: 'content-changed' });
  expect(await store.faultOf(sha256)).toBe('content-changed');
  // As a disk that gives EIO, a folder in its place is there and can't be read.
  rmSync(path);
  mkdirSync(path);
  await expect(store.read(sha256)).rejects.toMatchObject({
    code: 'content-unreadable',
    problem: expect.stringContaining('EISDIR'),
  });
  expect(await store.faultOf(sha256)).toBe('content-unreadable');
});

test('what lies there already and is kept has its name on the disk', async () => {
  const { folder, store } = newStore();
  const { sha256, keep } = await store.receive(chunks('hello'), 100);
  await keep();
  const { calls, endTrace } = traceDisk();
  try {
    // Another process: the one before was killed.
    await (await openFileStore(folder).inPlace(sha256)).keep();
    expect(calls).toEqual([
      { call: 'flush', path: folder },
      { call: 'flush', path: join(folder, sha256.slice(0, 2)) },
    ]);
  } finally {
    endTrace();
  }
});

test('what is set aside keeps a name of its own, whatever was set aside before', async () => {
  const { folder, store } = newStore();
  for (let i = 0; i < 2; i++) {
    const { sha256, keep } = await store.receive(chunks('hello'), 100);
    await keep();
    expect(await store.setAside(sha256)).toContain(sha256);
    expect(await store.setAside(sha256)).toBeUndefined();
  }
  expect(names(join(folder, 'set-aside'))).toHaveLength(2);
});
