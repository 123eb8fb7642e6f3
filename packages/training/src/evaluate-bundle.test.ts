import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HEMORRHAGE_TYPES } from '@ichor/ct';
import { openSource } from '@ichor/dataset';
import { initialParameters } from '@ichor/models';
import { isIchorError } from '@ichor/notices';
import { simulatePatient, simulateStudy } from '@ichor/phantom';
import { exampleBundle } from '@ichor/testing/example-bundle';
import { writeFewPatients } from '@ichor/testing/physionet-folder';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { evaluateBundle } from './evaluate-bundle.ts';
import { writeBundle } from './export-bundle.ts';
import type { Recipe } from './recipe.ts';
import type { RunDescription } from './run-folder.ts';
import { RUN_SCHEMA } from './run-schemas.ts';
import { tinyModel } from './testing/tiny-model.ts';
import { tinyRecipe } from './testing/tiny-recipe.ts';

let home: string;
let data: string;
const cacheFolder = () => join(home, 'cache');

/** A bundle of a network that was never trained, but says that it was, on the source named, and perhaps without a fold. */
async function bundleTrainedOn(
  source: string,
  { fold = null, init = 'random' }: { fold?: number | null; init?: Recipe['init'] } = {},
): Promise<string> {
  let state = 1;
  const parameters = initialParameters(tinyModel, () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  });
  const five = (await openSource({ kind: 'physionet-ct-ich', folder: data })).splits.five!();
  const { name, sha256, folds } = five;
  const part = {
    name: source,
    attribution: 'Whoever drew them',
    publicNames: source === 'physionet-ct-ich',
    fingerprint: 'f',
    trainSlices: 9,
    trainPatients: 3,
    heldOutSlices: 0,
    split: { name, sha256, folds, heldOut: fold === null ? [] : [fold] },
  };
  const run: RunDescription = {
    schema: RUN_SCHEMA,
    recipe: {
      ...tinyRecipe,
      init,
      data: [{ source: { kind: 'physionet-ct-ich' }, holdOut: { split: 'five' } }],
    },
    fold,
    limit: null,
    initialWeights: 'random',
    data: [{ ...part, heldOutPatients: 0, slicesPerEpoch: 9 }],
  };
  const { operatingPoints } = exampleBundle({ threshold: 0 });
  const folder = join(home, `trained-on-${source}-${fold}-${init}`);
  const given = { operatingPoints, scores: [], heatmapLabel: 'approximate region' } as const;
  await writeBundle(tinyModel, parameters, run, folder, { name: 'untrained', ...given });
  return folder;
}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'ichor-evaluate-'));
  data = join(home, 'data');
  await writeFewPatients(data, [50, 52, 53, 56]);
});
afterAll(() => rm(home, { recursive: true }));

test('every slice is scored, and figures go by slice and by patient', async () => {
  const seen: string[] = [];
  const result = await evaluateBundle(await bundleTrainedOn('simulated'), data, {
    cacheFolder: cacheFolder(),
    onProgress: ({ phase }) => seen.push(phase),
  });
  expect(result).toMatchObject({ source: 'physionet-ct-ich', slices: 12, patients: 4, positivePatients: 2 });
  expect(result.predictions.patients.slice(0, 4)).toEqual(['50', '50', '50', '52']);
  expect(result.predictions.scores).toHaveLength(72);
  // All slices are one picture, so nothing can tell them apart: every tie is half.
  expect(result.any?.byPatient.value).toBe(0.5);
  expect(result.byType.find(({ type }) => type === 'subdural')).toMatchObject({
    positiveSlices: 2,
    positivePatients: 2,
  });
  // At a threshold of 0 everybody is called.
  expect(result.calls.find(({ type }) => type === 'any')).toMatchObject({
    sensitivity: { count: 2, of: 2 },
    falseCalls: { count: 2, of: 2 },
  });
  expect(new Set(seen)).toEqual(new Set(['prepare', 'predict']));
});

test('a series of 2.5 mm has a row for each of its slices, and its study is scored by samples', async () => {
  const folder = join(home, 'thin');
  const patient = simulatePatient('thin', { bleeds: [{ type: 'intraparenchymal', volumeMl: 20 }] });
  const study = simulateStudy(patient, { rows: 96, columns: 96, thicknessMm: 2.5 });
  const { patientId, studyInstanceUid, slices } = study.series;
  await mkdir(join(folder, patientId), { recursive: true });
  for (const { name, bytes } of study.files) await writeFile(join(folder, patientId, name), bytes);
  const truth = slices.map(({ sopInstanceUid }, i) =>
    [studyInstanceUid, patientId, sopInstanceUid, ...study.labels.slice(i * 6, i * 6 + 6)].join(),
  );
  const header = ['study', 'patient', 'slice', ...HEMORRHAGE_TYPES].join();
  await writeFile(join(folder, 'truth.csv'), `${[header, ...truth].join('\n')}\n`);

  const bundle = await bundleTrainedOn('simulated');
  const result = await evaluateBundle(bundle, folder, { cacheFolder: cacheFolder() });
  expect(result.predictions.slices).toEqual(slices.map(({ sopInstanceUid }) => sopInstanceUid));
  expect(result.slices).toBe(slices.length);
  const positive = slices.filter((_, i) => study.labels[i * 6 + 1]).length;
  expect(result.byType.find(({ type }) => type === 'intraparenchymal')).toMatchObject({
    positiveSlices: positive,
    positivePatients: 1,
  });
  const scores = Array.from(result.predictions.scores).filter((_, i) => i % 6 === 5);
  expect(new Set(scores).size).toBeLessThanOrEqual(Math.ceil(slices.length / 2));
});

test('patients that the bundle was trained on are refused, since figures on them mean nothing', async () => {
  const bundle = await bundleTrainedOn('physionet-ct-ich');
  for (const unseenOnly of [false, true]) {
    const error = await evaluateBundle(bundle, data, { cacheFolder: cacheFolder(), unseenOnly }).catch(
      (caught: unknown) => caught,
    );
    expect(isIchorError(error) && error.code).toBe('patients-seen');
  }
});

test('the patients of the fold that a bundle held out are unseen, and the others are not', async () => {
  // Patients 50 and 52 are of fold 0, 53 of fold 1, 56 of fold 4.
  const bundle = await bundleTrainedOn('physionet-ct-ich', { fold: 0 });
  const error = await evaluateBundle(bundle, data, { cacheFolder: cacheFolder() }).catch(
    (caught: unknown) => caught,
  );
  expect(isIchorError(error) && error.problem).toContain('was trained on 2 of its patients');
  const { predictions } = await evaluateBundle(bundle, data, {
    cacheFolder: cacheFolder(),
    unseenOnly: true,
  });
  expect(new Set(predictions.patients)).toEqual(new Set(['50', '52']));
});

test('a bundle that does not say what it started from counts as trained on all that are known', async () => {
  const bundle = await bundleTrainedOn('simulated', { init: 'given' });
  const error = await evaluateBundle(bundle, data, { cacheFolder: cacheFolder() }).catch(
    (caught: unknown) => caught,
  );
  expect(isIchorError(error) && error.message).toContain('perhaps it was trained on 4 of its patients');
});

test('a folder that is none of the known kinds is refused', async () => {
  const error = await evaluateBundle(await bundleTrainedOn('simulated'), home, {
    cacheFolder: cacheFolder(),
  }).catch((caught: unknown) => caught);
  expect(isIchorError(error) && error.code).toBe('unknown-data');
});
