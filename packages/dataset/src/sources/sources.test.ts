import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isIchorError } from '@ichor/notices';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeFolder } from './sources.ts';

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'ichor-sources-'));
});
afterAll(() => rm(home, { recursive: true }));

test('a folder that is none of the kinds is refused, and the kinds that are known are named', async () => {
  for (const [folder, problem] of [
    [home, 'is none of PhysioNet CT-ICH (hemorrhage_diagnosis.csv), simulated studies (truth.csv)'],
    [join(home, 'nowhere'), 'is not there'],
  ] as const) {
    const error = await describeFolder(folder).catch((caught: unknown) => caught);
    expect(isIchorError(error) && [error.code, error.problem]).toEqual(['unknown-data', problem]);
  }
});

test.each([
  ['hemorrhage_diagnosis.csv', 'physionet-ct-ich'],
  ['truth.csv', 'dicom-studies'],
])('a folder is recognised by its %s', async (marker, kind) => {
  const folder = await mkdtemp(join(home, 'some-'));
  await writeFile(join(folder, marker), '');
  expect(await describeFolder(folder)).toEqual({ kind, folder });
});
