import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { averagedEpochs, keepEpoch } from './epoch-predictions.ts';

const folder = await mkdtemp(join(tmpdir(), 'ichor-epochs-'));
afterAll(() => rm(folder, { recursive: true }));

const scored = (score: number) => ({
  patients: ['a'],
  slices: ['1'],
  scores: new Float64Array(6).fill(score),
});

test('epochs count as their weights say, and one that does not count need not be there', async () => {
  await keepEpoch(folder, 1, scored(0.2));
  await keepEpoch(folder, 2, scored(0.8));
  const { scores, patients } = await averagedEpochs(folder, [0, 1, 2]);
  expect(patients).toEqual(['a']);
  for (const score of scores) expect(score).toBeCloseTo(0.6, 12);
});

test('an epoch that counts and is not there is an error', async () => {
  await expect(averagedEpochs(folder, [1, 1, 1])).rejects.toThrow(/predictions-1.csv/);
});
