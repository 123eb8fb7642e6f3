import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HEMORRHAGE_TYPES } from '@ichor/ct';
import { expect, test } from 'vitest';
import { EXIT } from './exit-codes.ts';
import { ichor } from './testing/ichor.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

test('writes studies with their truth, and the same ones for the same seed', () => {
  const [a, b] = [temporaryFolder(), temporaryFolder()];
  for (const folder of [a, b]) {
    expect(
      ichor('simulate', folder, '--studies', '1', '--seed', '3', '--type', 'subdural', '--volume', '30-30')
        .code,
    ).toBe(EXIT.done);
  }
  const list = (folder: string) =>
    readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(
    list(a)
      .map(({ name }) => name)
      .sort(),
  ).toEqual(
    list(b)
      .map(({ name }) => name)
      .sort(),
  );
  for (const { name, parentPath } of list(a)) {
    const twin = join(parentPath.replace(a, b), name);
    expect(readFileSync(join(parentPath, name)).equals(readFileSync(twin))).toBe(true);
  }
  const truth = readFileSync(join(a, 'truth.csv'), 'utf8').trim().split('\n');
  expect(truth[0]).toBe(`study,patient,slice,${HEMORRHAGE_TYPES.join(',')}`);
  expect(truth.slice(1).some((line) => line.endsWith(',0,0,0,0,1,1'))).toBe(true);
});

test('refuses what it does not understand, with the remedy', () => {
  expect(ichor('simulate', temporaryFolder(), '--type', 'epidurl')).toMatchObject({
    code: EXIT.usage,
    err: expect.stringContaining('Give one of epidural'),
  });
});
