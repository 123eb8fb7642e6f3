import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { sessionKey } from './session-key.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ichor-key-'));
  path = join(folder, 'session.key');
});

test('is made once, whoever comes first, and is another when it was deleted', async () => {
  const keys = await Promise.all([sessionKey(path), sessionKey(path), sessionKey(path)]);
  expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(1);
  expect(readdirSync(folder)).toEqual(['session.key']);
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
  rmSync(path);
  expect(await sessionKey(path)).not.toEqual(keys[0]);
});

test.skipIf(process.platform === 'win32')('that others may know is refused', async () => {
  await sessionKey(path);
  chmodSync(path, 0o640);
  await expect(sessionKey(path)).rejects.toMatchObject({ code: 'session-key-refused', subject: path });
  rmSync(path);
  const known = join(folder, 'known');
  await sessionKey(known);
  symlinkSync(known, path);
  await expect(sessionKey(path)).rejects.toMatchObject({ code: 'session-key-refused' });
});

test('that is cut short is refused', async () => {
  writeFileSync(path, 'abc', { mode: 0o600 });
  await expect(sessionKey(path)).rejects.toMatchObject({
    code: 'session-key-refused',
    problem: 'is not a key',
  });
});
