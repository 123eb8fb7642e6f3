import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { physionetGroups, physionetSplit } from './physionet-split.ts';

test('62 patients are in ten groups of six or seven', () => {
  const groups = physionetGroups();
  expect(groups.size).toBe(62);
  const sizes = Array.from(
    { length: 10 },
    (_, group) => [...groups.values()].filter((g) => g === group).length,
  );
  expect(new Set(sizes)).toEqual(new Set([6, 7]));
  expect(groups.get('50')).toBe(0);
});

test('the file is the one that was drawn once and must never change', () => {
  const file = readFileSync(new URL('../../physionet-ct-ich-groups.csv', import.meta.url));
  expect(createHash('sha256').update(file).digest('hex')).toMatchInlineSnapshot(
    `"926048db7d58a963082fd9c4b349fc786efd8b3d9a15b41c22c27d9e2f2cb329"`,
  );
});

test('fold k of five is groups 2k and 2k + 1, and the split is known by its hash', () => {
  const split = physionetSplit();
  for (const [patient, group] of physionetGroups()) expect(split.foldOf(patient)).toBe(Math.floor(group / 2));
  expect(split.foldOf('999')).toBeUndefined();
  // Bundles of schema 1 say which of these five folds was held out; a reader of them knows this hash.
  expect(split).toMatchObject({
    name: 'five',
    folds: 5,
    sha256: '32dfe93f60af64d95f72cfb47bdc095549a188c9852e83a0ff5ef2f8b6faccd2',
  });
});
