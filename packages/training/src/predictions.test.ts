import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isIchorError } from '@ichor/notices';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { joinPredictions, readPredictions, writePredictions } from './predictions.ts';

let path: string;
beforeAll(async () => {
  path = join(await mkdtemp(join(tmpdir(), 'ichor-predictions-')), 'predictions.csv');
});
afterAll(() => rm(join(path, '..'), { recursive: true }));

const some = {
  patients: ['50', 'sim-1-2'],
  slices: ['3', '1.2.3'],
  scores: Float64Array.from({ length: 12 }, (_, i) => i / 13),
};

test('what is written is read back, to nine decimals, under a header of named types', async () => {
  await writePredictions(path, some);
  const text = await readFile(path, 'utf8');
  expect(text.split('\n')[0]).toBe(
    'patient,slice,epidural,intraparenchymal,intraventricular,subarachnoid,subdural,any',
  );
  const read = await readPredictions(path);
  expect([read.patients, read.slices]).toEqual([some.patients, some.slices]);
  for (const [i, score] of read.scores.entries()) expect(score).toBeCloseTo(some.scores[i]!, 9);
});

test('columns are found by name, in any order', async () => {
  await writeFile(
    path,
    'any,slice,patient,subdural,subarachnoid,intraventricular,intraparenchymal,epidural\r\n.6,9,50,.5,.4,.3,.2,.1\r\n',
  );
  const { patients, slices, scores } = await readPredictions(path);
  expect([patients, slices, [...scores]]).toEqual([['50'], ['9'], [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]]);
});

test.each([
  ['a missing column', 'patient,slice,any\n50,1,.3\n', 'no column epidural'],
  [
    'an empty cell',
    'patient,slice,epidural,intraparenchymal,intraventricular,subarachnoid,subdural,any\n50,1,.1,,.1,.1,.1,.1\n',
    'no number for intraparenchymal in line 2',
  ],
])('%s is named', async (_, text, problem) => {
  await writeFile(path, text);
  const error = await readPredictions(path).catch((caught: unknown) => caught);
  expect(isIchorError(error) && error.code).toBe('predictions-invalid');
  expect(String(error)).toContain(problem);
});

test('parts are joined in order', () => {
  const both = joinPredictions([some, { ...some, patients: ['a', 'b'] }]);
  expect(both.patients).toEqual(['50', 'sim-1-2', 'a', 'b']);
  expect([...both.scores]).toEqual([...some.scores, ...some.scores]);
});
