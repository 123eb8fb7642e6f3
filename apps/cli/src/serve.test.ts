import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EXIT } from './exit-codes.ts';
import { ichor } from './testing/ichor.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

test('refuses to be reached from other machines, and says why', () => {
  const { code, err } = ichor('serve', '--data', temporaryFolder(), '--host', '0.0.0.0');
  expect(code).toBe(EXIT.failed);
  expect(err).toMatch(/^ichor: 0\.0\.0\.0: can be reached from other machines.*no accounts yet/);
});

test('says in one sentence that a folder can not be written to', () => {
  const file = join(temporaryFolder(), 'a-file');
  writeFileSync(file, '');
  for (const verb of ['demo', 'database']) {
    const { code, err } = ichor(verb, '--data', join(file, 'data'));
    expect(code).toBe(EXIT.failed);
    expect(err.trim().split('\n')).toEqual([expect.stringContaining("can't be written to. Give a folder")]);
  }
});

test('a server or a worker alone needs a database that runs', () => {
  for (const verb of ['server', 'worker']) {
    const { code, err } = ichor(verb, '--data', temporaryFolder());
    expect(code).toBe(EXIT.failed);
    expect(err).toContain('has no database running. Start "ichor database"');
  }
});

test('refuses a port and a log level that are none', () => {
  expect(ichor('serve', '--port', '70000').code).toBe(EXIT.usage);
  expect(ichor('serve', '--log', 'loud').code).toBe(EXIT.usage);
});
