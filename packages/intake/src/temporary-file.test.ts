import { existsSync, fstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TemporaryFile } from './temporary-file.ts';

// Where the system gives names back; Windows keeps those of files that are open.
const unix = test.skipIf(process.platform === 'win32');

let folder: string;
const before = process.env.TMPDIR;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ichor-temporary-'));
  process.env.TMPDIR = folder;
});
afterEach(() => {
  if (before === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = before;
  rmSync(folder, { recursive: true });
});

unix('has no name any more when the first byte comes, however the process ends', async () => {
  const seen: string[][] = [];
  async function* stream() {
    seen.push(readdirSync(folder));
    yield Buffer.from('DOE^');
    seen.push(readdirSync(folder));
    yield Buffer.from('JANE');
  }
  const file = await TemporaryFile.of(stream(), 'standard input', 100);
  expect(seen).toEqual([[], []]);
  expect(fstatSync(file.fd).mode & 0o077).toBe(0);
  expect(Buffer.from(await file.read(2, 4)).toString()).toBe('E^JA');
  await file.close();
});

unix('is closed where too much comes', async () => {
  const open = () => readdirSync('/proc/self/fd').length;
  async function* stream() {
    yield Buffer.alloc(11);
  }
  const opened = existsSync('/proc/self/fd') ? open() : undefined;
  await expect(TemporaryFile.of(stream(), 'standard input', 10)).rejects.toMatchObject({ code: 'too-large' });
  if (opened !== undefined) expect(open()).toBe(opened);
  expect(readdirSync(folder)).toEqual([]);
});
