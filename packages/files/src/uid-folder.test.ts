import { expect, test } from 'vitest';
import { uidFolder } from './uid-folder.ts';

test('a legal UID names its folder, and so does one of RSNA', () => {
  for (const uid of ['1.2.840.10008.1', 'ID_0fbf6a978']) expect(uidFolder(uid)).toBe(uid);
});

test('whatever could lead elsewhere becomes hexadecimal, and different UIDs stay different', () => {
  const uids = ['..', '.', '../x', 'a/b', 'a\\b', '.hidden', 'a b', 'x'.repeat(65)];
  const names = uids.map(uidFolder);
  for (const name of names) expect(name).toMatch(/^uid-[0-9a-f]+$/);
  expect(new Set(names).size).toBe(uids.length);
});
