import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { ERRORS } from './errors.ts';
import { errorsPage } from './errors-page.ts';

test('docs/errors.md is what the catalogue says, with every code once', () => {
  const page = fileURLToPath(new URL('../../../docs/errors.md', import.meta.url));
  expect(readFileSync(page, 'utf8')).toBe(errorsPage());
  const codes = [...errorsPage().matchAll(/^\| `([a-z0-9-]+)`/gm)].map(([, code]) => code);
  expect(codes.sort()).toEqual(Object.keys(ERRORS).sort());
});

test.each(Object.entries(ERRORS))(
  '%s has a meaning and a remedy, each a whole sentence',
  (_, { meaning, remedy }) => {
    for (const sentence of [meaning, remedy]) expect(sentence).toMatch(/^[A-Za-z].*[^.]\.$/);
  },
);
