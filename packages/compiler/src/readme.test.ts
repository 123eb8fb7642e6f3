import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import * as compiler from './index.ts';

const room = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(`${room}/README.md`, 'utf8');
const example = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';

test("the README's example has some 30 lines, runs as it stands, and its loss falls", async () => {
  expect(example.split('\n').filter((line) => line.trim() !== '').length).toBeLessThanOrEqual(32);
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module-typescript', '--eval', example],
    { cwd: room },
  );
  const losses = stdout
    .trim()
    .split('\n')
    .map((line) => Number(line.split(' ')[1]));
  expect(losses.length).toBe(5);
  for (const [i, loss] of losses.slice(1).entries()) expect(loss).toBeLessThan(losses[i] ?? 0);
  expect(losses[0]).toBeLessThan(0.5);
  expect(losses.at(-1)).toBeLessThan(0.05);
});

test('every operator and every function that the README names is exported', () => {
  const named = [...readme.matchAll(/`([a-z][A-Za-z0-9]+)\(/g)].map(([, name]) => name as string);
  expect(named.length).toBeGreaterThan(10);
  const members = ['frozen', 'frozenNorms'];
  for (const name of new Set(named)) if (!members.includes(name)) expect(compiler).toHaveProperty(name);
});

test('the compiler has no word of medicine, neither in its README nor in its sources', () => {
  const medicine =
    /\b(medic|clinic|patient|hospital|radiolog|diagnos|lesion|blood|bleed|ha?emorrh|brain|skull|dicom|hounsfield|tomograph|ct\b|mri\b)/i;
  const sources = readdirSync(`${room}/src`, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.includes('testing'),
  );
  expect(sources.length).toBeGreaterThan(40);
  expect(medicine.exec(readme)?.[0]).toBeUndefined();
  for (const file of sources)
    expect(medicine.exec(readFileSync(`${room}/src/${file}`, 'utf8'))?.[0], file).toBeUndefined();
});
