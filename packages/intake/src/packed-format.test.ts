import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { makeZip } from '@ichor/testing/make-zip';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openIntake } from './open-intake.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ichor-packed-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What is said of one file; what is in it counts if nothing is. */
async function said(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  const intake = await openIntake([path]);
  await intake.close();
  const [unread] = intake.unread;
  return unread === undefined ? `${intake.files.length} files` : `${unread.code}: ${unread.reason}`;
}

const dicom = (): Buffer => {
  const bytes = Buffer.alloc(400);
  bytes.write('DICM', 128);
  return bytes;
};
const hex = (text: string): Buffer => Buffer.concat([Buffer.from(text, 'hex'), Buffer.alloc(600, 7)]);
const at = (offset: number, text: string, size = 40_000): Buffer => {
  const bytes = Buffer.alloc(size, 0);
  bytes.write(text, offset, 'latin1');
  return bytes;
};

test.each([
  ['a.7z', '7z', hex('377abcaf271c0004')],
  ['a', '7z', hex('377abcaf271c0004')],
  ['a.rar', 'rar', hex('526172211a070100')],
  ['a.old.rar', 'rar', hex('526172211a0700')],
  ['a.dcm.bz2', 'bzip2', hex('425a6839314159265359')],
  ['a.xz', 'xz', hex('fd377a585a000004')],
  ['a.zst', 'Zstandard', hex('28b52ffd04')],
  ['a.dcm.gz', 'gzip, of a DICOM file', gzipSync(dicom())],
  ['IM1', 'gzip, of a DICOM file', gzipSync(dicom())],
  ['a.gz', 'gzip', gzipSync(Buffer.from('a text'))],
  ['a.tar', 'tar', at(257, 'ustar', 2048)],
  ['a.tgz', 'tar in gzip', gzipSync(at(257, 'ustar', 2048))],
  ['disc.iso', 'a disc image', at(32769, 'CD001')],
  ['disc', 'a disc image', at(32769, 'BEA01')],
])('%s is told as %s, by its content', async (name, format, bytes) => {
  expect(await said(name, bytes)).toBe(
    `packed: is packed (${format}), which is not read as it is. Unpack it, and give the files that are in it.`,
  );
});

test.skipIf(process.platform === 'win32')(
  'tar as programs write it is told, the oldest format too',
  async () => {
    writeFileSync(join(folder, 'x'), 'x');
    for (const format of ['v7', 'ustar', 'gnu', 'posix']) {
      const tar = execFileSync('tar', [`--format=${format}`, '-C', folder, '-cf', '-', 'x']);
      expect(await said('t', tar), format).toMatch(/^packed: is packed \(tar\)/);
    }
  },
);

test('a file in a zip is told likewise', async () => {
  const bytes = makeZip([{ name: 'study.tar.gz', bytes: gzipSync(at(257, 'ustar', 2048)) }]);
  expect(await said('a.zip', bytes)).toMatch(/^packed: is packed \(tar in gzip\)/);
});

test('a later part, or what is only called so, is not passed over', async () => {
  expect(await said('a.7z.002', hex('0102030405'))).toMatch(/^packed: is called like a packed file/);
  expect(await said('a.zip', Buffer.from('some text'))).toMatch(/^packed: is called like a packed file/);
  expect(await said('a.7z', Buffer.alloc(0))).toMatch(/^file-empty: is empty/);
  expect(await said('a.z01', hex('504b0708504b0304'))).toMatch(/^zip-split:/);
});

test('DICOM is DICOM, whatever it is called and whatever stands before it', async () => {
  expect(await said('a.7z', dicom())).toBe('1 files');
  const dressed = dicom();
  Buffer.from('377abcaf271c', 'hex').copy(dressed);
  expect(await said('a', dressed)).toBe('1 files');
});

test('texts, pictures and programs are no packed files', async () => {
  for (const text of ['', 'MZ', '%PDF-1.4', '<html>', '{"a": 1}', '\x89PNG\r\n\x1a\n'])
    expect(await said('a.txt', Buffer.from(`${text} and more`))).toBe('1 files');
});
