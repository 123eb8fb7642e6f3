import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isIchorError } from '@ichor/ct';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadCheckpoint } from './checkpoint.ts';
import { readPredictions } from './predictions.ts';
import type { Recipe } from './recipe.ts';
import { noisyPrepared, tinyModel, tinyRecipe } from './testing.ts';
import { type Progress, trainModel } from './training-loop.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ichor-training-'));
});
afterAll(() => rm(folder, { recursive: true }));

const prepared = noisyPrepared(6);
const rows = prepared.patients.map((_, row) => row);
const parts = [
  {
    prepared,
    train: Int32Array.from(rows.filter((row) => row < 30)),
    heldOut: Int32Array.from(rows.filter((row) => row >= 30 && row < 50)),
    slicesPerEpoch: 32,
  },
];
const run = (name: string, options: Parameters<typeof trainModel>[4] = {}, recipe: Recipe = tinyRecipe) =>
  trainModel(tinyModel, recipe, parts, join(folder, name), { threads: 1, ...options });

/** The numbers that a run leaves; its speed isn't one of them. */
async function numbersOf(name: string) {
  const lines = (await readFile(join(folder, name, 'log.jsonl'), 'utf8')).trim().split('\n');
  const checkpoint = (await loadCheckpoint(join(folder, name, 'checkpoints')))!;
  return {
    losses: lines.map((line) => JSON.parse(line)).map(({ step, loss, rate }) => [step, loss, rate]),
    parameters: [...checkpoint.parameters].map(([key, { data }]) => [key, [...data]]),
    slots: [...checkpoint.optimizer.slots].map(([key, slots]) => [key, slots.map((slot) => [...slot])]),
    updates: checkpoint.optimizer.step,
    predictions: await readFile(join(folder, name, 'predictions.csv'), 'utf8'),
  };
}

test('a run that was interrupted twice and resumed ends with the same numbers, bit for bit', async () => {
  await run('whole');
  for (const stopAt of [3, 7]) {
    const stop = new AbortController();
    const onProgress = ({ phase, done }: Progress) => {
      if (phase === 'train' && done === stopAt) stop.abort(new Error('stopped by the test'));
    };
    await expect(run('broken', { resume: true, signal: stop.signal, onProgress })).rejects.toThrow(
      'stopped by',
    );
  }
  await run('broken', { resume: true });
  expect(await numbersOf('broken')).toEqual(await numbersOf('whole'));
  expect((await numbersOf('whole')).losses).toHaveLength(12);
});

test('a run that was killed between checkpoints makes the lost steps again, and logs them once', async () => {
  const failing = (progress: Progress) => {
    if (progress.done === 11) throw new Error('killed by the test');
  };
  await expect(run('killed', { checkpointEverySteps: 4, onProgress: failing })).rejects.toThrow('killed');
  expect((await loadCheckpoint(join(folder, 'killed', 'checkpoints')))?.step).toBe(8);
  await run('killed', { resume: true, checkpointEverySteps: 4 });
  expect(await numbersOf('killed')).toEqual(await numbersOf('whole'));
});

test('a run learns: the bright slices of a patient it never saw score higher than all dark ones', async () => {
  const { patients, slices, scores } = await readPredictions(join(folder, 'whole', 'predictions.csv'));
  expect(patients).toEqual([...Array(10).fill('patient-3'), ...Array(10).fill('patient-4')]);
  expect(slices[13]).toBe('3');
  const any = [...scores.filter((_, i) => i % 6 === 5)];
  const bright = any.slice(4, 10);
  const dark = [...any.slice(0, 4), ...any.slice(10)];
  expect(Math.min(...bright)).toBeGreaterThan(Math.max(...dark));
});

test('progress tells step, loss, images a second and the time left', async () => {
  const seen: Progress[] = [];
  await run('watched', { onProgress: (progress) => seen.push(progress) });
  const steps = seen.filter(({ phase }) => phase === 'train');
  expect(steps.map(({ done }) => done)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  expect(steps.at(-1)).toMatchObject({ total: 12, epoch: 2, secondsLeft: 0 });
  expect(steps[5]!.imagesPerSecond).toBeGreaterThan(0);
  expect(steps[5]!.secondsLeft).toBeGreaterThan(0);
  expect(seen.at(-1)).toMatchObject({ phase: 'predict', done: 20, total: 20 });
});

test('the held-out figures of each epoch are logged where they are asked for', async () => {
  await run('curve', { validEveryEpoch: true });
  const lines = (await readFile(join(folder, 'curve', 'log.jsonl'), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const curve = lines.filter(({ heldOut }) => heldOut);
  expect(curve.map(({ step }) => step)).toEqual([4, 8, 12]);
  expect(curve[2].heldOut.logLoss).toBeLessThan(curve[0].heldOut.logLoss);
});

test('a loss that is no number stops the run, names the steps, and leaves no result', async () => {
  const error = await run('diverged', {}, { ...tinyRecipe, rate: 1e30, schedule: 'constant' }).catch(
    (caught) => caught,
  );
  expect(isIchorError(error) && error.code).toBe('loss-not-a-number');
  expect(error.message).toMatch(/the loss became (NaN|Infinity|-Infinity) within steps \[\d+, \d+\]/);
  expect(await readdir(join(folder, 'diverged'))).not.toContain('result.json');
});

test('a run is not resumed with another recipe', async () => {
  const error = await run('whole', { resume: true }, { ...tinyRecipe, rate: 0.01 }).catch((caught) => caught);
  expect(isIchorError(error) && error.code).toBe('run-differs');
});
