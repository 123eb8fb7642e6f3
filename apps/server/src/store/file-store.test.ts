import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
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

test('one byte too many is refused, and nothing of it stays', async () => {
  const { folder, store } = newStore();
  await expect(store.receive(chunks('abc', 'd'), 3)).rejects.toMatchObject({ code: 'too-large' });
  expect(names(folder)).toEqual(['incoming']);
});

test('a name that is no SHA-256 reaches no path', async () => {
  await expect(newStore().store.read('../../etc/passwd')).rejects.toThrow();
});

test('what processes left behind that are no more is removed, what others write is not', async () => {
  const { folder, store } = newStore();
  mkdirSync(join(folder, 'incoming'));
  writeFileSync(join(folder, 'incoming', `${2 ** 30}-dead`), '');
  writeFileSync(join(folder, 'incoming', `${process.ppid}-alive`), '');
  await store.removeLeftovers();
  expect(names(join(folder, 'incoming'))).toEqual([`${process.ppid}-alive`]);
});
