import { mkdtempSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipBudget } from '@ichor/intake';
import { makeZip, type ZipSource } from '@ichor/testing/make-zip';
import { expect, test } from 'vitest';
import { openFileStore } from '../store/file-store.ts';
import { readZip } from './read-zip.ts';
import { UPLOAD_LIMITS } from './upload-limits.ts';

const text = (value: string): Uint8Array => Buffer.from(value);

/** What a zip came to: its outcomes by name, and whether anything of it was left behind. */
async function unpack(bytes: Uint8Array, limits: Partial<typeof UPLOAD_LIMITS> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'ichor-zip-'));
  const path = join(folder, 'the.zip');
  writeFileSync(path, bytes);
  const all = { ...UPLOAD_LIMITS, ...limits };
  const budget = zipBudget(all, bytes.length, { bytes: all.uploadBytes, entries: all.zipEntries });
  const outcomes: [string, string][] = [];
  const store = openFileStore(join(folder, 'store'));
  for await (const file of readZip(store, 'z', { path }, all, budget)) {
    if ('incoming' in file) {
      outcomes.push([file.name, `${file.incoming.bytes} bytes`]);
      await file.incoming.discard();
    } else outcomes.push([file.name, file.code]);
  }
  expect(await readdir(join(folder, 'store/incoming')).catch(() => [])).toEqual([]);
  return outcomes;
}

const entry = (name: string, bytes: Uint8Array = text(name)): ZipSource => ({ name, bytes });

test('gives the files of a zip and of a zip in it, with where they lay', async () => {
  const inner = makeZip([entry('c')]);
  expect(
    await unpack(makeZip([entry('a'), entry('folder/', text('')), entry('folder/b'), entry('i.zip', inner)])),
  ).toEqual([
    ['z/a', '1 bytes'],
    ['z/folder/b', '8 bytes'],
    ['z/i.zip/c', '1 bytes'],
  ]);
});

test('refuses a zip in a zip in a zip, and what would unpack to too much, before it is unpacked', async () => {
  const deep = makeZip([entry('2.zip', makeZip([entry('3.zip', makeZip([entry('x')]))]))]);
  expect(await unpack(deep)).toEqual([['z/2.zip/3.zip', 'zip-nested']]);
  const zeros = new Uint8Array(20 * 2 ** 20);
  expect(await unpack(makeZip([entry('zeros', zeros)]))).toEqual([['z', 'zip-bomb']]);
  expect(await unpack(makeZip([entry('a'), entry('b')]), { zipEntries: 1 })).toEqual([['z', 'zip-too-many']]);
  expect(await unpack(makeZip([entry('long')]), { uploadBytes: 3 })).toEqual([['z', 'too-large']]);
  expect(await unpack(makeZip([entry('long'), entry('s')]), { fileBytes: 3 })).toEqual([
    ['z/long', 'too-large'],
    ['z/s', '1 bytes'],
  ]);
});

test('a bomb that lies about its size is cut off where the lie ends', async () => {
  const liar = { name: 'liar', bytes: new Uint8Array(2 ** 20), declaredBytes: 100 };
  expect(await unpack(makeZip([liar, entry('good')]))).toEqual([
    ['z/liar', 'zip-damaged'],
    ['z/good', '4 bytes'],
  ]);
});

test('a file that is not what was zipped is refused: a changed bit is another Hounsfield unit', async () => {
  const changed = { name: 'changed', bytes: text('abd'), declaredCrc: 0x352441c2 };
  const sound = { name: 'sound', bytes: text('abc'), declaredCrc: 0x352441c2 };
  expect(await unpack(makeZip([changed, sound]))).toEqual([
    ['z/changed', 'zip-damaged'],
    ['z/sound', '3 bytes'],
  ]);
});

test('says that a zip is damaged where it is', async () => {
  const zip = makeZip([entry('a', text('a'.repeat(5000)))]);
  expect(await unpack(zip.subarray(0, zip.length - 30))).toEqual([['z', 'zip-damaged']]);
});
