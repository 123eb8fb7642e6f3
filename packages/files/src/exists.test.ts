import { mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exists } from './exists.ts';

test('what is there and what is not is told apart from what cannot be looked at', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ichor-files-'));
  writeFileSync(join(folder, 'file'), '');
  symlinkSync(join(folder, 'circle'), join(folder, 'circle'));
  expect(await exists(join(folder, 'file'))).toBe(true);
  expect(await exists(join(folder, 'none'))).toBe(false);
  expect(await exists(join(folder, 'file', 'none'))).toBe(false);
  await expect(exists(join(folder, 'circle'))).rejects.toMatchObject({ code: 'link-loop' });
});
