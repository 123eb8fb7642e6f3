import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { temporaryFolder } from './testing/temporary-folder.ts';

test('code that was compiled is kept where others can not lay down theirs', () => {
  const folder = temporaryFolder();
  const shared = join(folder, 'tmp');
  mkdirSync(shared);
  const { NODE_COMPILE_CACHE: _, NODE_DISABLE_COMPILE_CACHE: __, ...env } = process.env;
  const { status } = spawnSync(
    process.execPath,
    [fileURLToPath(new URL('./main.ts', import.meta.url)), '-h'],
    {
      env: { ...env, TMPDIR: shared, TEMP: shared, XDG_CACHE_HOME: join(folder, 'own') },
    },
  );
  expect(status).toBe(0);
  expect(readdirSync(shared)).toEqual([]);
  expect(readdirSync(join(folder, 'own', 'ichor'))).toHaveLength(1);
});
