import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { physionetFold, physionetGroups, physionetUse } from './physionet-groups.ts';

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
  const file = readFileSync(new URL('../physionet-ct-ich-groups.csv', import.meta.url));
  expect(createHash('sha256').update(file).digest('hex')).toMatchInlineSnapshot(
    `"926048db7d58a963082fd9c4b349fc786efd8b3d9a15b41c22c27d9e2f2cb329"`,
  );
});

test('fold k of five is groups 2k and 2k + 1; even groups are for looking, odd ones count', () => {
  expect([0, 1, 2, 3, 8, 9].map(physionetFold)).toEqual([0, 0, 1, 1, 4, 4]);
  expect([0, 1, 8, 9].map(physionetUse)).toEqual(['look', 'count', 'look', 'count']);
});
