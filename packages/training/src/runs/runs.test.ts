import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { LogLine } from '../run-log.ts';
import { RUN_SCHEMA } from '../run-schemas.ts';
import { tinyRecipe } from '../testing/tiny-recipe.ts';
import { listRuns } from './list-runs.ts';
import { runCurves } from './run-curves.ts';

const home = await mkdtemp(join(tmpdir(), 'ichor-runs-'));
afterAll(() => rm(home, { recursive: true }));

const lines: LogLine[] = [
  ...Array.from({ length: 40 }, (_, i) => ({
    step: i + 1,
    epoch: Math.floor(i / 20),
    loss: 1 / (i + 1),
    rate: 0.1,
    gradientNorm: 2,
  })),
  { step: 20, epoch: 0, heldOut: { auc: 0.8, logLoss: 0.3 } },
  { step: 40, epoch: 1, heldOut: { auc: 0.7, logLoss: 0.2 } },
].sort((a, b) => a.step - b.step);

async function write(name: string, log: string | undefined, finished = false): Promise<void> {
  const folder = join(home, name);
  await mkdir(folder, { recursive: true });
  const run = {
    schema: RUN_SCHEMA,
    recipe: tinyRecipe,
    fold: null,
    limit: null,
    initialWeights: 'random',
    data: [],
  };
  await writeFile(join(folder, 'recipe.json'), JSON.stringify(run));
  if (log !== undefined) await writeFile(join(folder, 'log.jsonl'), log);
  if (finished) await writeFile(join(folder, 'result.json'), JSON.stringify({ steps: 40, heldOutSlices: 0 }));
}

const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
await write('done', text, true);
await write('folds/fold-0', `${text}{"step":41,"ep`);
await write('old', text);
await utimes(join(home, 'old', 'log.jsonl'), new Date(0), new Date(0));
await write('new', undefined);
await write('torn', `${text.slice(0, 10)}\n${text}`);
await mkdir(join(home, 'no run'));

test('every run is listed with its state and best figures, folds too, and a damaged one with what is wrong', async () => {
  const runs = await listRuns(home);
  expect(runs.map(({ name, state }) => [name, state])).toEqual([
    ['done', 'finished'],
    [join('folds', 'fold-0'), 'running'],
    ['new', 'stopped'],
    ['old', 'stopped'],
    ['torn', 'damaged'],
  ]);
  const losses = Array.from({ length: 20 }, (_, i) => 1 / (i + 21));
  expect(runs[0]).toMatchObject({
    architecture: 'tiny',
    step: 40,
    epoch: 2,
    epochs: 3,
    loss: expect.closeTo(losses.reduce((a, b) => a + b) / 20, 9),
    bestAuc: 0.8,
    bestLogLoss: 0.2,
  });
  expect(runs[1]).toMatchObject({ step: 40 });
  expect(runs[2]).toMatchObject({ step: 0, epoch: 0 });
  expect(runs[4]!.problem).toMatch(/log.jsonl, line 1: is not JSON/);
  expect(await listRuns(join(home, 'nowhere'))).toEqual([]);
});

test('curves are means of a twentieth of the steps, held-out figures as they are', async () => {
  const { title, curves } = await runCurves(join(home, 'done'));
  expect(title).toBe('tiny');
  expect(curves.map((curve) => [curve.title, curve.smoothedOver, curve.points.length])).toEqual([
    ['loss', 2, 40],
    ['gradient norm', 2, 40],
    ['rate', 1, 40],
    ['held out: log loss', 1, 2],
    ['held out: AUC of any', 1, 2],
  ]);
  expect(curves[0]!.points.slice(0, 3)).toEqual([
    [1, 1],
    [2, 0.75],
    [3, expect.closeTo((1 / 2 + 1 / 3) / 2, 12)],
  ]);
  expect(curves[3]!.points).toEqual([
    [20, 0.3],
    [40, 0.2],
  ]);
});
