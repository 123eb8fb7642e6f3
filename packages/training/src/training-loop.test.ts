import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isIchorError } from '@ichor/notices';
import { afterAll, expect, test } from 'vitest';
import { loadCheckpoint } from './checkpoint.ts';
import { initialWeights, loadWeights } from './initial-weights.ts';
import { readPredictions } from './predictions.ts';
import type { Recipe } from './recipe.ts';
import { noisyPrepared } from './testing/noisy-prepared.ts';
import { tinyModel } from './testing/tiny-model.ts';
import { tinyRecipe } from './testing/tiny-recipe.ts';
import { type LoopOptions, type Progress, trainModel } from './training-loop.ts';

const folder = await mkdtemp(join(tmpdir(), 'ichor-training-'));
afterAll(() => rm(folder, { recursive: true }));

const prepared = await noisyPrepared(folder, 6);
const rows = prepared.patients.map((_, row) => row);
const parts = [
  {
    prepared,
    attribution: 'Nobody',
    publicNames: false,
    train: Int32Array.from(rows.filter((row) => row < 30)),
    heldOut: Int32Array.from(rows.filter((row) => row >= 30 && row < 50)),
    slicesPerEpoch: 32,
  },
];
const run = async (name: string, options: LoopOptions = {}, recipe: Recipe = tinyRecipe) => {
  const start = await initialWeights(recipe, tinyModel, {});
  const made = { model: tinyModel, start, recipe, parts, folder: join(folder, name) };
  return trainModel({ ...made, timedFile: join(made.folder, 'lowerings.json') }, { threads: 1, ...options });
};

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

test('a finished run whose last checkpoint is lost gives no earlier weights; resumed, it gives the same ones', async () => {
  const [home, checkpoints] = [join(folder, 'lost'), join(folder, 'lost', 'checkpoints')];
  await run('lost', { checkpointEverySteps: 4 });
  expect(await loadWeights(home)).toEqual((await loadCheckpoint(checkpoints))?.parameters);
  await rm(join(checkpoints, 'step-00000012.ckpt'));
  const error = await loadWeights(home).catch((caught: unknown) => caught);
  expect(isIchorError(error) && error.code).toBe('run-weights-missing');
  await rm(join(home, 'result.json'));
  await run('lost', { resume: true });
  expect(await numbersOf('lost')).toEqual(await numbersOf('whole'));
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

const everything: Recipe = {
  ...tinyRecipe,
  optimizer: { kind: 'sgd', momentum: 0.9, nesterov: true },
  schedule: { everyEpochs: 2, factor: 0.5 },
  decay: 'kernels',
  clipNorm: 1,
  accumulate: 2,
  movingAverage: 0.9,
  epochWeights: [0, 1, 3],
  rateFactors: { fc: 2 },
};

test('with everything that a recipe can ask for, a run that was interrupted ends with the same numbers', async () => {
  await run('all', {}, everything);
  for (const stopAt of [1, 3, 4]) {
    const stop = new AbortController();
    const onProgress = ({ phase, done }: Progress) => {
      if (phase === 'train' && done === stopAt) stop.abort(new Error('stopped by the test'));
    };
    const options = { resume: true, signal: stop.signal, onProgress };
    await expect(run('all broken', options, everything)).rejects.toThrow('stopped by');
  }
  await run('all broken', { resume: true }, everything);
  expect(await numbersOf('all broken')).toEqual(await numbersOf('all'));
  const of = async (name: string) => (await loadCheckpoint(join(folder, name, 'checkpoints')))?.average;
  expect(await of('all broken')).toEqual(await of('all'));
  expect((await numbersOf('all')).updates).toBe(6);
});

test('predictions are the mean of the epochs by their weights', async () => {
  const scores = async (path: string) => (await readPredictions(join(folder, 'all', path))).scores;
  const [mean, second, third] = [
    await scores('predictions.csv'),
    await scores('epochs/predictions-2.csv'),
    await scores('epochs/predictions-3.csv'),
  ];
  for (const [i, score] of mean.entries()) expect(score).toBeCloseTo(0.25 * second[i]! + 0.75 * third[i]!, 8);
  expect(await readdir(join(folder, 'all', 'epochs'))).not.toContain('predictions-1.csv');
});

test('the log tells of each step its losses by class, its gradient and how long it waited', async () => {
  const [first] = (await readFile(join(folder, 'all', 'log.jsonl'), 'utf8')).split('\n');
  const line = JSON.parse(first!);
  expect(line.classLosses).toHaveLength(6);
  expect(line.gradientNorm).toBeGreaterThan(0);
  expect(line.waiting).toBeGreaterThanOrEqual(0);
  expect(line.waiting).toBeLessThan(1);
});

test('a run with timed lowerings says so, learns what the fixed table learns, and is not resumed without them', async () => {
  await run('fixed');
  await run('timed', { lowerings: 'timed' });
  expect(JSON.parse(await readFile(join(folder, 'timed', 'recipe.json'), 'utf8')).lowerings).toBe('timed');
  const [fixed, timed] = [await numbersOf('fixed'), await numbersOf('timed')];
  for (const [i, [, loss]] of timed.losses.entries()) expect(loss).toBeCloseTo(fixed.losses[i]?.[1], 3);
  await expect(run('timed', { resume: true })).rejects.toMatchObject({ code: 'run-differs' });
});

test('after 20 steps it is told how long a run will take; one that may not take so long ends there, and can go on', async () => {
  const estimates: number[] = [];
  const onEstimate = (seconds: number) => estimates.push(seconds);
  const recipe = { ...tinyRecipe, epochs: 7 };
  await expect(run('long', { mostHours: 0, onEstimate }, recipe)).rejects.toMatchObject({
    code: 'run-too-long',
    remedy: expect.stringContaining('--limit 1 '),
  });
  expect((await loadCheckpoint(join(folder, 'long', 'checkpoints')))?.step).toBe(20);
  await run('long', { mostHours: 0, onEstimate, resume: true }, recipe); // eight steps more tell nothing
  await run('short', { mostHours: 1, onEstimate }, recipe);
  expect(estimates).toHaveLength(2);
  expect(estimates.every((seconds) => seconds > 0 && seconds < 3600)).toBe(true);
  expect((await numbersOf('long')).parameters).toEqual((await numbersOf('short')).parameters);
});
