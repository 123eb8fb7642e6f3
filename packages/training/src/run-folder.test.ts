import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isIchorError } from '@ichor/notices';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { provenanceOf } from './provenance.ts';
import { describedRun, finishRun, type RunDescription, refuseEarlierWeights } from './run-folder.ts';
import { RUN_SCHEMA } from './run-schemas.ts';
import { tinyRecipe } from './testing/tiny-recipe.ts';

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'ichor-run-'));
});
afterAll(() => rm(home, { recursive: true }));

const run = {
  schema: RUN_SCHEMA,
  recipe: tinyRecipe,
  fold: 1,
  limit: null,
  initialWeights: 'random, seed 3',
  data: [
    {
      name: 'some',
      attribution: 'Somebody',
      publicNames: true,
      fingerprint: 'f',
      trainSlices: 9,
      trainPatients: 3,
      heldOutSlices: 3,
      heldOutPatients: 1,
      slicesPerEpoch: 9,
      split: { name: 'five', sha256: '5'.repeat(64), folds: 5, heldOut: [1] },
    },
  ],
};

async function errorOf(work: Promise<unknown>) {
  const error = await work.catch((caught: unknown) => caught);
  if (!isIchorError(error)) throw error;
  return error;
}
async function folderWith(description: unknown): Promise<string> {
  const folder = await mkdtemp(join(home, 'run-'));
  const text = typeof description === 'string' ? description : JSON.stringify(description);
  await writeFile(join(folder, 'recipe.json'), text);
  return folder;
}

test('a description is read as it was written, with the runs before it', async () => {
  const described = { ...run, startedFrom: { ...run, startedFrom: run } };
  expect(await describedRun(await folderWith(described))).toEqual(described);
});

test.each([
  ['text that is no JSON', '{"schema":', 'run-damaged', 'is not JSON'],
  ['an older schema', { ...run, schema: 'ichor.run/1' }, 'run-schema', 'ichor.run/1'],
  [
    'a run before it of an older schema',
    { ...run, startedFrom: { ...run, schema: 'ichor.run/1' } },
    'run-schema',
    'ichor.run/1',
  ],
  [
    'an older bundle before it',
    { ...run, startedFrom: { schema: 'ichor.bundle/0' } },
    'run-schema',
    'ichor.bundle/0',
  ],
  [
    'a bundle in the place of a run',
    { schema: 'ichor.bundle/2', name: 'b', provenance: provenanceOf(run as RunDescription) },
    'run-schema',
    'ichor.bundle/2',
  ],
  ['a fold that is none', { ...run, fold: 'one' }, 'run-damaged', 'fold'],
  [
    'a count that is missing',
    { ...run, data: [{ ...run.data[0], trainSlices: undefined }] },
    'run-damaged',
    'trainSlices',
  ],
  [
    'a split without its hash',
    { ...run, data: [{ ...run.data[0], split: { name: 'five' } }] },
    'run-damaged',
    'sha256',
  ],
  ['a recipe without data', { ...run, recipe: { ...tinyRecipe, data: [] } }, 'run-damaged', 'recipe.data'],
])('%s is refused, naming the file and what is wrong', async (_, description, code, problem) => {
  const folder = await folderWith(description);
  const error = await errorOf(describedRun(folder));
  expect([error.code, error.subject]).toEqual([code, join(folder, 'recipe.json')]);
  expect(error.problem).toContain(problem);
  expect(error.remedy).not.toBe('');
});

test('a folder without a description is no run', async () => {
  const folder = join(home, 'empty');
  await mkdir(folder);
  expect((await errorOf(describedRun(folder))).code).toBe('no-run');
});

test('a result that is not one is told of, not taken for another number of steps', async () => {
  const folder = await folderWith(run);
  await finishRun(folder, { steps: 12, heldOutSlices: 3 });
  await refuseEarlierWeights(folder, 12);
  const path = join(folder, 'result.json');
  await writeFile(path, (await readFile(path, 'utf8')).replace('12', '"12"'));
  const error = await errorOf(refuseEarlierWeights(folder, 12));
  expect([error.code, error.subject]).toEqual(['run-damaged', path]);
});
