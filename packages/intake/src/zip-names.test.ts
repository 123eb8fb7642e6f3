import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { makeZip, type ZipSource } from '@ichor/testing/make-zip';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openIntake } from './open-intake.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ichor-names-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const entry = (name: string, text = name): ZipSource => ({ name, bytes: Buffer.from(text) });

/** Each file with what is in it, and codes of what isn't read. */
async function found(...zips: Uint8Array[]) {
  for (const [i, zip] of zips.entries()) writeFileSync(join(folder, `${i}.zip`), zip);
  const intake = await openIntake([folder]);
  try {
    const files: [string, string][] = [];
    for (const file of intake.files)
      files.push([relative(folder, file.name), Buffer.from(await file.read()).toString()]);
    return { files, codes: intake.unread.map(({ path, code }) => [relative(folder, path), code]) };
  } finally {
    await intake.close();
  }
}

test('every entry of one name is read, each under a name of its own', async () => {
  const zip = makeZip([
    entry('IM.dcm', '1'),
    entry('IM.dcm', '2'),
    entry('IM.dcm', '3'),
    entry('IM (2).dcm', '4'),
  ]);
  expect(await found(zip)).toEqual({
    files: [
      ['0.zip/IM (2).dcm', '4'],
      ['0.zip/IM (3).dcm', '2'],
      ['0.zip/IM (4).dcm', '3'],
      ['0.zip/IM.dcm', '1'],
    ],
    codes: [],
  });
});

test('names that differ by case, normalisation or slashes alone are different entries', async () => {
  const names = ['a', 'A', '\u00e9', 'e\u0301', 'x/y', 'x\\y', 'd', 'd/e'];
  const { files, codes } = await found(makeZip(names.map((name, i) => entry(name, String(i)))));
  expect(codes).toEqual([]);
  expect(files.map(([, text]) => text).sort()).toEqual(names.map((_, i) => String(i)));
});

test('a file in a zip within does not take the place of one beside it', async () => {
  const { files } = await found(
    makeZip([entry('a/b', '1'), { name: 'a', bytes: makeZip([entry('b', '2')]) }]),
  );
  expect(files).toEqual([
    ['0.zip/a/b', '1'],
    ['0.zip/a/b (2)', '2'],
  ]);
});

test('two zips whose entries have the same names are both read', async () => {
  const { files } = await found(makeZip([entry('IM1', '1')]), makeZip([entry('IM1', '2')]));
  expect(files.map(([, text]) => text)).toEqual(['1', '2']);
});

test('a folder entry that holds bytes is a file', async () => {
  expect((await found(makeZip([entry('folder/', ''), entry('IM1/', '1')]))).files).toEqual([
    ['0.zip/IM1', '1'],
  ]);
});

test('refused entries of one name are all listed', async () => {
  const { codes } = await found(makeZip([entry('../a'), entry('../a'), entry('/a')]));
  expect(codes.map(([, code]) => code)).toEqual(Array(3).fill('zip-path-outside'));
});

test('files that a directory leaves out are no quiet loss: two zips joined, a count that overflowed', async () => {
  const [one, two] = [makeZip([entry('a')]), makeZip([entry('b')])];
  const moved = Buffer.from(two);
  const directory = moved.readUInt32LE(moved.length - 6);
  // As "zip -A" mends it.
  moved.writeUInt32LE(directory + one.length, moved.length - 6);
  moved.writeUInt32LE(one.length, directory + 42);
  const overflowed = makeZip([entry('a'), entry('b')]);
  overflowed.writeUInt16LE(1, overflowed.length - 12);
  overflowed.writeUInt16LE(1, overflowed.length - 14);
  expect(await found(Buffer.concat([one, moved]), Buffer.concat([one, two]), overflowed)).toEqual({
    files: [],
    codes: [
      ['0.zip', 'zip-damaged'],
      ['1.zip', 'zip-damaged'],
      ['2.zip', 'zip-damaged'],
    ],
  });
});

test('bytes behind a zip, a part of a split one and strange methods are told for what they are', async () => {
  const split = makeZip([entry('a')]);
  split.writeUInt16LE(1, split.length - 18);
  const { files, codes } = await found(
    Buffer.concat([makeZip([entry('a')]), Buffer.from('more')]),
    split,
    makeZip([{ ...entry('a'), method: 9 }, entry('good')]),
  );
  expect(files).toEqual([['2.zip/good', 'good']]);
  expect(codes).toEqual([
    ['0.zip', 'zip-damaged'],
    ['1.zip', 'zip-split'],
    ['2.zip/a', 'zip-method'],
  ]);
});

test('a zip with a comment is read', async () => {
  const zip = makeZip([entry('a')]);
  zip.writeUInt16LE(5, zip.length - 2);
  expect((await found(Buffer.concat([zip, Buffer.from('hello')]))).files).toEqual([['0.zip/a', 'a']]);
});
