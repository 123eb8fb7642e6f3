import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HEMORRHAGE_TYPES } from '@ichor/ct';
import { openSource, prepare } from '@ichor/dataset';
import { exists } from '@ichor/files';
import { writeSafetensors } from '@ichor/models';
import { isIchorError } from '@ichor/notices';
import { BUNDLE_SCHEMA, parseBundle } from '@ichor/report';
import { inputSpecification } from '@ichor/scoring';
import { exampleBundle } from '@ichor/testing/example-bundle';
import { writeFewPatients } from '@ichor/testing/physionet-folder';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exportBundle } from './export-bundle.ts';
import { loadWeights } from './initial-weights.ts';
import { loadBundle } from './load-bundle.ts';
import { makeBundle } from './make-bundle.ts';
import { predictWithBundle, predictWithRun } from './predict-with.ts';
import { readPredictions } from './predictions.ts';
import type { Recipe } from './recipe.ts';
import { describedRun } from './run-folder.ts';
import { tinyRecipe } from './testing/tiny-recipe.ts';
import { train } from './train.ts';
import { trainFolds } from './train-folds.ts';
import { exportWeights } from './weights/export-weights.ts';
import { importWeights } from './weights/import-weights.ts';
import { loadWeightsFile } from './weights/load-weights-file.ts';

/** One step of the smallest network there is by name: the whole chain, and no more. */
const recipe: Recipe = {
  ...tinyRecipe,
  title: 'chain',
  architecture: 'resnet18',
  batch: 6,
  epochs: 1,
  rate: 1e-3,
  data: [{ source: { kind: 'physionet-ct-ich' }, holdOut: { split: 'five' } }],
};
let home: string;
let options: { runsFolder: string; data: Record<string, string> };
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'ichor-train-'));
  options = { runsFolder: join(home, 'runs'), data: { 'physionet-ct-ich': join(home, 'data') } };
  // Groups 0, 1, 2 and 8: folds 0, 0, 1 and 4.
  await writeFewPatients(join(home, 'data'), [50, 52, 53, 56]);
});
afterAll(() => rm(home, { recursive: true }));

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => isIchorError(error) && error.code,
  );

test('a fold leaves predictions for every slice of its patients, and is not trained twice', async () => {
  const { folder, oof } = await trainFolds(recipe, { ...options, name: 'folds', folds: [0] });
  const { patients, slices, scores } = await readPredictions(oof);
  expect(patients).toEqual(['50', '50', '50', '52', '52', '52']);
  expect(slices.slice(0, 3)).toEqual(['1', '2', '3']);
  expect(scores.every((score) => score > 0 && score < 1)).toBe(true);
  const run = await describedRun(join(folder, 'fold-0'));
  expect(run).toMatchObject({ fold: 0, initialWeights: 'random, seed 3' });
  expect(run.data[0]).toMatchObject({
    trainSlices: 6,
    trainPatients: 2,
    heldOutSlices: 6,
    heldOutPatients: 2,
  });
  await trainFolds(recipe, {
    ...options,
    name: 'folds',
    folds: [0],
    onProgress: () => expect.unreachable('the fold is finished'),
  });
  // Without weights given, such a recipe is this one.
  await trainFolds({ ...recipe, init: 'givenOrRandom' }, { ...options, name: 'folds', folds: [0] });
  const changed = trainFolds({ ...recipe, rate: 2e-3 }, { ...options, name: 'folds', folds: [0] });
  expect(await codeOf(changed)).toBe('run-differs');
});

test('a run becomes a bundle that names its lineage and gives the same scores but for rounding', async () => {
  const first = join(options.runsFolder, 'folds', 'fold-0');
  const second = await train({ ...recipe, init: 'given' }, { ...options, name: 'second', init: first });
  const bundleFolder = join(home, 'bundle');
  const { operatingPoints } = exampleBundle();
  const given = {
    name: 'chain',
    operatingPoints,
    scores: [],
    heatmapLabel: 'approximate region',
  } as const;
  await exportBundle(second, bundleFolder, given);
  const bundle = parseBundle(JSON.parse(await readFile(join(bundleFolder, 'bundle.json'), 'utf8')));
  expect(bundle.labels).toEqual(HEMORRHAGE_TYPES);
  expect(bundle.model.bytes).toBeLessThan(23e6);
  const five = { name: 'five', folds: 5, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) };
  const physionet = {
    name: 'physionet-ct-ich',
    attribution: 'PhysioNet CT-ICH v1.0.0, Hssayeni et al., CC BY 4.0',
    publicNames: true,
  };
  expect(bundle.provenance.sources).toEqual([
    { ...physionet, patients: 4, slices: 12, split: { ...five, heldOut: [] } },
    { ...physionet, patients: 2, slices: 6, split: { ...five, heldOut: [0] } },
  ]);
  expect(bundle.provenance.initialWeights).toMatch(
    /^fold-0, SHA-256 [0-9a-f]{16}; which started from random, seed 3$/,
  );
  expect(JSON.stringify(bundle)).not.toContain(home);

  // Without the weights of auxiliary heads, a run's file holds what its newest checkpoint does.
  const file = join(home, 'second.safetensors');
  expect(await exportWeights(second, file)).toMatchObject({ architecture: 'resnet18', tensors: 102 });
  const { weights } = await loadWeightsFile(file, 'resnet18');
  const own = await loadWeights(second);
  for (const name of ['conv1.weight', 'bn1.running_mean', 'fc.bias'])
    expect(weights.get(name)).toEqual(own.get(name));

  const prepared = await prepare(
    await openSource({ kind: 'physionet-ct-ich', folder: options.data['physionet-ct-ich']! }),
    inputSpecification(32),
    join(home, 'cache'),
  );
  const whole = await predictWithRun(second, prepared, { rows: [2, 5] });
  const rounded = await predictWithBundle(bundleFolder, prepared, { rows: [2, 5] });
  expect(whole.slices).toEqual(['3', '3']);
  for (const [i, score] of whole.scores.entries())
    expect(Math.abs(score - rounded.scores[i]!)).toBeLessThan(0.01);
});

test('folds of another run give a bundle no figures', async () => {
  const work = makeBundle({
    runFolder: join(options.runsFolder, 'second'),
    looks: 1,
    foldsFolder: join(options.runsFolder, 'folds'),
    dataFolder: options.data['physionet-ct-ich']!,
    bundleFolder: join(home, 'never'),
    cacheFolder: join(home, 'cache'),
    name: 'never',
    heatmapLabel: 'approximate region',
  });
  expect(await codeOf(work)).toBe('folds-differ');
});

test('a run is not overwritten, and weights that do not fit its recipe are refused', async () => {
  expect(await codeOf(train(recipe, { ...options, name: 'second' }))).toBe('run-exists');
  const first = join(options.runsFolder, 'second');
  expect(await codeOf(train(recipe, { ...options, name: 'third', init: first }))).toBe('init-not-wanted');
  const given: Recipe = { ...recipe, init: 'given' };
  expect(await codeOf(train(given, { ...options, name: 'third' }))).toBe('init-missing');
  expect(await codeOf(train(given, { ...options, name: 'third', init: home }))).toBe('no-weights');
  const other: Recipe = { ...given, architecture: 'resnet34' };
  expect(await codeOf(train(other, { ...options, name: 'third', init: first }))).toBe('init-does-not-fit');
});

test('a fold does not start from weights that saw its patients, and says so before it prepares data', async () => {
  const given: Recipe = { ...recipe, init: 'given' };
  const unread = { runsFolder: options.runsFolder, cacheFolder: join(home, 'no-cache'), data: options.data };
  const fold0 = join(options.runsFolder, 'folds', 'fold-0');
  const onAll = join(options.runsFolder, 'second');
  for (const [init, fold] of [
    [onAll, 0],
    [onAll, 4],
    [join(home, 'bundle'), 2],
    [fold0, 1],
  ] as const)
    expect(await codeOf(train(given, { ...unread, name: 'never', init, fold }))).toBe('held-out-seen');
  const folds = trainFolds(given, { ...unread, name: 'never', init: onAll });
  expect(await codeOf(folds)).toBe('held-out-seen');
  expect(await exists(unread.cacheFolder)).toBe(false);
  // What held the same fold out has not seen it: this one gets as far as its data.
  const stopped = { ...unread, signal: AbortSignal.abort(new Error('stopped at its data')) };
  await expect(train(given, { ...stopped, name: 'never', init: fold0, fold: 0 })).rejects.toThrow(
    'stopped at its data',
  );
});

test('a run from a bundle keeps what the bundle says, so that a fold after it knows what was seen', async () => {
  const given: Recipe = { ...recipe, init: 'given' };
  const init = join(home, 'bundle');
  const third = await train(given, { ...options, name: 'third', init });
  const { startedFrom } = await describedRun(third);
  expect(startedFrom).toMatchObject({ schema: BUNDLE_SCHEMA, name: 'chain' });
  const record = JSON.parse(await readFile(join(options.runsFolder, 'third', 'run.json'), 'utf8'));
  expect(record).toEqual({
    startedFrom: { name: 'chain', sha256: (await loadBundle(init)).sha256 },
    bundles: [],
  });
  expect(JSON.stringify(startedFrom)).not.toContain(home);
  const fold = train(given, { ...options, name: 'never', init: third, fold: 0 });
  expect(await codeOf(fold)).toBe('held-out-seen');
});

test('a fold does not start from weights of which nothing is known, and a run on all patients does', async () => {
  const given: Recipe = { ...recipe, init: 'given' };
  const init = join(home, 'bare');
  await mkdir(init);
  await copyFile(join(home, 'bundle', 'model.onnx'), join(init, 'model.onnx'));
  const fold = train(given, { ...options, name: 'never', init, fold: 0 });
  expect(await codeOf(fold)).toBe('provenance-unknown');
  const stopped = { ...options, signal: AbortSignal.abort(new Error('stopped at its data')) };
  await expect(train(given, { ...stopped, name: 'never', init })).rejects.toThrow('stopped at its data');
});

test('a file of weights keeps what they were trained on: a fold starts from those that held it out, or were stated to see no patient', async () => {
  const given: Recipe = { ...recipe, init: 'given' };
  const stopped = { ...options, signal: AbortSignal.abort(new Error('stopped at its data')) };
  const start = (init: string, fold: number) => train(given, { ...stopped, name: 'never', init, fold });
  const exported = join(home, 'fold-0.safetensors');
  await exportWeights(join(options.runsFolder, 'folds', 'fold-0'), exported);
  expect(await codeOf(start(exported, 1))).toBe('held-out-seen');
  await expect(start(exported, 0)).rejects.toThrow('stopped at its data');
  // The same by way of an import, which another program's file would need a statement for.
  const imported = join(home, 'imported.safetensors');
  await importWeights(exported, imported, { architecture: 'resnet18' });
  expect(await codeOf(start(imported, 1))).toBe('held-out-seen');
  const stating = { architecture: 'resnet18', trainedOn: 'ImageNet' };
  expect(await codeOf(importWeights(exported, imported, stating))).toBe('usage');
  const foreign = join(home, 'foreign.safetensors');
  await writeFile(foreign, writeSafetensors((await loadWeightsFile(exported, 'resnet18')).weights));
  expect(await codeOf(start(foreign, 1))).toBe('provenance-unknown');
  await importWeights(foreign, imported, stating);
  await expect(start(imported, 1)).rejects.toThrow('stopped at its data');
});

test('folds that started from weights that saw their patients give a bundle no figures', async () => {
  const all = await describedRun(join(options.runsFolder, 'third'));
  const foldsFolder = join(options.runsFolder, 'leaking');
  const make = async (startedFrom: typeof all.startedFrom) => {
    for (const fold of [0, 1, 2, 3, 4]) {
      await mkdir(join(foldsFolder, `fold-${fold}`), { recursive: true });
      const { startedFrom: _, ...rest } = all;
      const text = JSON.stringify({ ...rest, fold, ...(startedFrom && { startedFrom }) });
      await writeFile(join(foldsFolder, `fold-${fold}`, 'recipe.json'), text);
    }
    return makeBundle({
      runFolder: join(options.runsFolder, 'third'),
      looks: 1,
      foldsFolder,
      dataFolder: options.data['physionet-ct-ich']!,
      bundleFolder: join(home, 'never'),
      cacheFolder: join(home, 'cache'),
      heatmapLabel: 'approximate region',
    });
  };
  expect(await codeOf(make(all.startedFrom))).toBe('held-out-seen');
  expect(await codeOf(make(undefined))).toBe('provenance-unknown');
});
