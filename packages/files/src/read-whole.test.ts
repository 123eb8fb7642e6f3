import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readWhole } from './read-whole.ts';

const folder = mkdtempSync(join(tmpdir(), 'ichor-files-'));
const codeOf = (path: string): Promise<unknown> =>
  readWhole(path).then(
    () => undefined,
    (error: { code?: string }) => error.code,
  );

test('a file is read whole', async () => {
  writeFileSync(join(folder, 'file'), 'text');
  expect((await readWhole(join(folder, 'file'))).toString()).toBe('text');
});

test.each([
  ['one that is not there', join(folder, 'none'), 'path-not-found'],
  ['a folder', folder, 'is-a-folder'],
  ['a device that never ends', '/dev/zero', 'not-a-file'],
  ['a path below a file', join(folder, 'file', 'x'), 'not-a-folder'],
])('what is wrong with %s is said', async (_, path, code) => {
  writeFileSync(join(folder, 'file'), 'text');
  expect(await codeOf(path)).toBe(code);
});

test('a pipe with a name is refused, and not waited for', async () => {
  const pipe = join(folder, 'pipe');
  spawnSync('mkfifo', [pipe]);
  expect(await codeOf(pipe)).toBe('not-a-file');
});
