import { resolve, sep } from 'node:path';
import fc from '@ichor/testing/properties';
import { expect, test } from 'vitest';
import { zipEntryProblem } from './zip-entry-problem.ts';

const segment = fc.oneof(
  fc.constantFrom('..', '.', '', 'C:', 'a', 'DICOM', '~', '...', '..a', '\\', '\\\\host'),
  fc.string({ maxLength: 6 }),
);
const path = fc
  .tuple(fc.array(segment, { minLength: 1, maxLength: 6 }), fc.constantFrom('/', '\\'))
  .map(([segments, separator]) => segments.join(separator));

test('a name that is let through stays under its folder, whatever the system reads it as', () => {
  fc.assert(
    fc.property(path, (name) => {
      if (zipEntryProblem(name) !== undefined) return;
      for (const read of [name, name.replaceAll('\\', '/')]) {
        const folder = resolve('/somewhere/folder');
        const target = resolve(folder, read);
        expect(target === folder || target.startsWith(folder + sep)).toBe(true);
      }
      expect(name).not.toMatch(/^[A-Za-z]:|\0/);
    }),
  );
});

test('folders and files of any plain name are let through', () => {
  const plain = fc
    .stringMatching(/^[A-Za-z0-9_ -][A-Za-z0-9._ -]{0,8}$/)
    .filter((name) => !/^\.+$/.test(name));
  fc.assert(
    fc.property(fc.array(plain, { minLength: 1, maxLength: 5 }), (segments) => {
      expect(zipEntryProblem(segments.join('/'))).toBeUndefined();
    }),
  );
});

test.each([
  ['../a'],
  ['a/../../b'],
  ['/etc/passwd'],
  ['C:\\a'],
  ['C:/a'],
  ['..\\a'],
  ['\\\\host\\a'],
  ['a\0b'],
])('refuses %j', (name) => {
  expect(zipEntryProblem(name)).toMatchObject({ code: 'zip-path-outside' });
});
