import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { NOTICE_CODES } from './notice-codes.ts';
import { NOTICE_GUIDE, noticeRemedy } from './notice-guide.ts';
import { noticesPage } from './notices-page.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** The text of every source file that is no test. */
const sources = ['packages', 'apps'].flatMap((part) =>
  readdirSync(join(ROOT, part)).flatMap((room) => {
    const folder = join(ROOT, part, room, 'src');
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name) && !/test/.test(name))
      .map((name) => readFileSync(join(folder, name), 'utf8'));
  }),
);

/** Ways in which notices are raised: a call with code and message, or an object with both. */
const RAISED = [
  /\b(?:complain|note|notice|noteTo\(\w+\))\(\s*(?:\w+ \? '([a-z0-9-]+)' : )?'([a-z0-9-]+)'/g,
  /\bonce\(\s*'([a-z0-9-]+)',\s*[`'"]/g,
  /\bcode: '([a-z0-9-]+)',\s*message\b/g,
];

const raised = new Set(
  sources.flatMap((text) =>
    RAISED.flatMap((pattern) =>
      [...text.matchAll(pattern)].flatMap((match) => match.slice(1).filter((code) => code !== undefined)),
    ),
  ),
);

test('docs/notices.md is what the table says', () => {
  expect(readFileSync(join(ROOT, 'docs/notices.md'), 'utf8')).toBe(noticesPage());
});

test('every code that is raised anywhere is in the table', () => {
  expect(raised.size).toBeGreaterThan(50);
  expect([...raised].filter((code) => !Object.hasOwn(NOTICE_CODES, code))).toEqual([]);
});

test('every code in the table is raised somewhere', () => {
  const all = sources.filter((text) => !text.includes('NOTICE_CODES')).join('\n');
  expect(Object.keys(NOTICE_CODES).filter((code) => !all.includes(`'${code}'`))).toEqual([]);
});

test('the notices that the table says refuse a series are those that do', () => {
  const list = sources.map((text) => /REFUSING_NOTICES = \[([^\]]*)\]/.exec(text)?.[1]).find(Boolean);
  const refusing = [...list!.matchAll(/'([a-z-]+)'/g)].map((match) => match[1]);
  const said = Object.entries(NOTICE_GUIDE).filter(([, { effect }]) => effect === 'refused');
  expect(said.map(([code]) => code).sort()).toEqual(refusing.sort());
});

test('a code that nobody knows has no remedy', () => {
  expect(noticeRemedy('slice-constant')).toMatch(/\.$/);
  expect(noticeRemedy('something-new')).toBeUndefined();
});
