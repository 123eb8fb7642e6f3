import { writeFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sourceIdentity } from './source-identity.ts';

let home: string;
let folder: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'ichor-identity-'));
  folder = join(home, 'data');
  await mkdir(folder);
  for (const [name, text] of [
    ['a', 'first'],
    ['b', 'second'],
  ] as const)
    await writeFile(join(folder, name), text);
});
afterEach(() => rm(home, { recursive: true }));

const cache = () => join(home, 'cache');
const identity = (options = {}, of = folder, paths = ['a', 'b'], name = 'some') =>
  sourceIdentity({ name, contents: { folder: of, paths } }, cache(), options);
/** How many stamps are known: one more each time contents were hashed for a new one. */
const stamps = async () => (await readdir(join(cache(), 'identities'))).length;

/** Changes a byte, and puts the time back. */
async function changeUnseen(name: string, text: string): Promise<void> {
  const path = join(folder, name);
  const { atime, mtime } = await stat(path);
  await writeFile(path, text);
  await utimes(path, atime, mtime);
}
/** Times that utimes can put back exactly: it knows no nanoseconds. */
async function wholeTimes(): Promise<void> {
  for (const name of ['a', 'b']) await utimes(join(folder, name), 1e9, 1e9);
}

test('a touched file is hashed again, and is the same', async () => {
  const first = await identity();
  await utimes(join(folder, 'a'), 1, 1);
  expect(await identity()).toBe(first);
  expect(await stamps()).toBe(2);
});

test('a changed byte with a new time makes a new identity', async () => {
  await wholeTimes();
  const first = await identity();
  await writeFile(join(folder, 'a'), 'fIrst');
  expect(await identity()).not.toBe(first);
});

test('a changed byte with the same size and time is found by rehash alone', async () => {
  await wholeTimes();
  const first = await identity();
  await changeUnseen('b', 'secOnd');
  expect(await identity()).toBe(first);
  const found = await identity({ rehash: true });
  expect(found).not.toBe(first);
  // What was found is kept.
  expect(await identity()).toBe(found);
});

test('of files that are written while they are hashed no identity is kept under the stamp of before', async () => {
  await wholeTimes();
  let asked = 0;
  // Asked before files are looked at, and before they are read.
  const signal = { throwIfAborted: () => ++asked === 2 && writeFileSync(join(folder, 'a'), 'fIrst') };
  await identity({ signal });
  await writeFile(join(folder, 'a'), 'first');
  await wholeTimes();
  const first = await identity();
  expect(await identity({ rehash: true })).toBe(first);
});

test('a copy is hashed once where its times are new, not at all where they are not, and is the same', async () => {
  const first = await identity();
  const copy = join(home, 'copy');
  await cp(folder, copy, { recursive: true });
  await utimes(join(copy, 'a'), 5, 5);
  expect(await identity({}, copy)).toBe(first);
  expect(await stamps()).toBe(2);
  expect(await identity({}, copy)).toBe(first);
  expect(await stamps()).toBe(2);
  const kept = join(home, 'kept');
  await wholeTimes();
  await identity();
  await cp(folder, kept, { recursive: true, preserveTimestamps: true });
  expect(await identity({}, kept)).toBe(first);
  expect(await stamps()).toBe(3);
});

test('a file less, another name of a file and another source make another identity', async () => {
  const first = await identity();
  expect(await identity({}, folder, ['a'])).not.toBe(first);
  await cp(join(folder, 'b'), join(folder, 'c'), { preserveTimestamps: true });
  expect(await identity({}, folder, ['a', 'c'])).not.toBe(first);
  expect(await identity({}, folder, ['a', 'b'], 'other')).not.toBe(first);
});

test('a source without files is what it is made by', async () => {
  const of = (contents: string) => sourceIdentity({ name: 'drawn', contents }, cache());
  expect(await of('seed 1')).toBe(await of('seed 1'));
  expect(await of('seed 2')).not.toBe(await of('seed 1'));
});
