import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isIchorError } from '@ichor/notices';
import { beforeEach, expect, test } from 'vitest';
import { recordBundle, recordStart } from './run-record.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ichor-record-'));
});
const record = async (): Promise<unknown> => JSON.parse(await readFile(join(folder, 'run.json'), 'utf8'));
const one = { name: 'one', sha256: '1'.repeat(64) };
const two = { name: 'two', sha256: '2'.repeat(64) };

test('a run says which bundle it started with and which were made of it, each once', async () => {
  await recordStart(folder, one);
  await recordBundle(folder, two);
  await recordBundle(folder, two);
  // A run that is resumed starts with the same.
  await recordStart(folder, one);
  expect(await record()).toEqual({ startedFrom: one, bundles: [two] });
});

test('a run that started with none says so, and one of an older Ichor says nothing', async () => {
  await recordBundle(folder, one);
  expect(await record()).toEqual({ bundles: [one] });
  await recordStart(folder, undefined);
  expect(await record()).toEqual({ startedFrom: null, bundles: [one] });
});

test('a record that is not one is refused, not written over', async () => {
  await writeFile(join(folder, 'run.json'), '{"bundles":[{"name":"one"}]}');
  const error = await recordBundle(folder, two).catch((caught: unknown) => caught);
  expect(isIchorError(error) && [error.code, error.subject]).toEqual([
    'run-damaged',
    join(folder, 'run.json'),
  ]);
});
