import fc from '@ichor/testing/properties';
import { expect, test } from 'vitest';
import { pictureName } from './picture-name.ts';

test('a picture is named after its study and its series', () => {
  expect(pictureName('1.2.3', '1.2.4')).toBe('1.2.3_1.2.4.png');
  expect(pictureName('ID_a', 'ID_b')).toMatch(/^ID-a_ID-b_[0-9a-f]{16}\.png$/);
});

test('two studies or series never share a name, whatever their UIDs hold', () => {
  const nasty = ['1.2', '1.2_3', '3', 'a/b', 'a_b', 'A/b', '../x', '..', '', ' ', '1.2\0', 'x'.repeat(64)];
  const names = nasty.flatMap((study) => nasty.map((series) => pictureName(study, series).toLowerCase()));
  expect(new Set(names).size).toBe(nasty.length ** 2);
});

test('a name is one that every file system takes', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 64 }),
    fc.constantFrom('.', '..', '-rf', 'CON'),
  );
  fc.assert(
    fc.property(text, text, (study, series) => {
      expect(pictureName(study, series)).toMatch(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,150}\.png$/);
    }),
  );
});
