import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EXIT } from './exit-codes.ts';
import { ichor } from './testing/ichor.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

/** A data folder with one stored content. */
function dataFolder(): { folder: string; sha256: string; path: string } {
  const folder = temporaryFolder();
  const sha256 = createHash('sha256').update('kept').digest('hex');
  const path = join(folder, 'store', sha256.slice(0, 2), sha256);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, 'kept');
  return { folder, sha256, path };
}

test('a store is verified without a database, and says what could not be looked for', () => {
  const { folder, sha256, path } = dataFolder();
  const whole = ichor('store', 'verify', '--data', folder);
  expect(whole.code).toBe(EXIT.done);
  expect(whole.out).toContain('1 files read, 0 not as they should be');
  expect(whole.out).toContain('No database runs');
  writeFileSync(path, 'bent');
  const { code, out, err } = ichor('store', 'verify', '--data', folder, '--json');
  expect([code, err]).toEqual([EXIT.failed, '']);
  expect(JSON.parse(out)).toEqual({
    compared: false,
    files: 1,
    findings: [{ sha256, fault: 'content-changed', slices: [] }],
    setAside: [],
  });
});

test('a folder that is none, and a database that is away, are told in a sentence', () => {
  const empty = ichor('store', 'verify', '--data', temporaryFolder());
  expect(empty.code).toBe(EXIT.failed);
  expect(empty.err.trim().split('\n')).toEqual([expect.stringContaining('holds no store of pictures')]);
  const { folder } = dataFolder();
  const away = ichor('store', 'verify', '--data', folder, '--database', 'postgresql://localhost:1/none');
  expect(away.code).toBe(EXIT.failed);
  expect(away.err.trim().split('\n')).toEqual([expect.stringContaining('does not answer')]);
  expect(ichor('store', 'look').code).toBe(EXIT.usage);
});
