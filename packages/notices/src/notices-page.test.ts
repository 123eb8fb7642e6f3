import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { noticesPage } from './notices-page.ts';

test('docs/notices.md is what the catalogue says', () => {
  const page = fileURLToPath(new URL('../../../docs/notices.md', import.meta.url));
  expect(readFileSync(page, 'utf8')).toBe(noticesPage());
});
