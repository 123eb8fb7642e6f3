import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isIchorError } from '@ichor/notices';
import { inputSpecification } from '@ichor/scoring';
import { writeFewPatients } from '@ichor/testing/physionet-folder';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { foldsOf, openParts, splitData } from './split-data.ts';
import { tinyRecipe } from './testing/tiny-recipe.ts';

let home: string;
let folder: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'ichor-split-'));
  folder = join(home, 'data');
  await writeFewPatients(folder, [50, 52, 53, 56]);
});
afterAll(() => rm(home, { recursive: true }));

const plan = { source: { kind: 'physionet-ct-ich' }, holdOut: { split: 'five' } } as const;
const split = async (
  options: { fold?: number; limit?: number; data?: Record<string, string> },
  data = [plan] as never,
) => {
  const opened = await openParts(
    { ...tinyRecipe, data },
    { data: { 'physionet-ct-ich': folder }, ...options },
  );
  return splitData(opened, inputSpecification(32), { cacheFolder: join(home, 'cache'), ...options });
};
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => isIchorError(error) && error.code,
  );

test('a fold holds out the patients of its two groups, and nobody is on both sides', async () => {
  const [part] = await split({ fold: 0 });
  const patients = (rows: Int32Array) => [
    ...new Set(Array.from(rows, (row) => part!.prepared.patients[row])),
  ];
  // Groups: 50 is in 0, 52 in 1, 53 in 2, 56 in 8.
  expect(patients(part!.heldOut)).toEqual(['50', '52']);
  expect(patients(part!.train)).toEqual(['53', '56']);
  expect(part!.slicesPerEpoch).toBe(part!.train.length);
});

test('a part says whose data it is, by which split it is divided and what of it was held out', async () => {
  const said = async (fold?: number) => {
    const [part] = await split(fold === undefined ? {} : { fold });
    return { attribution: part!.attribution, publicNames: part!.publicNames, split: part!.split };
  };
  const five = { name: 'five', folds: 5, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) };
  const source = { attribution: expect.stringContaining('Hssayeni'), publicNames: true };
  expect(await said(1)).toEqual({ ...source, split: { ...five, heldOut: [1] } });
  expect(await said()).toEqual({ ...source, split: { ...five, heldOut: [] } });
});

test('all folds are as many as the split has', async () => {
  const open = (data: unknown) =>
    openParts({ ...tinyRecipe, data } as never, { data: { 'physionet-ct-ich': folder } });
  expect(foldsOf(await open([plan]), 'every fold')).toEqual([0, 1, 2, 3, 4]);
  expect(await codeOf(open([{ ...plan, holdOut: { split: 'six' } }]))).toBe('split-unknown');
});

test('without a fold every patient is trained on and none is held out', async () => {
  const [part] = await split({});
  expect([part!.train.length, part!.heldOut.length]).toEqual([12, 0]);
});

test('the last studies of a source can be held out, and a limit cuts what is shown and scored', async () => {
  const last = [{ ...plan, holdOut: { lastStudies: 2 } }] as never;
  const [part] = await split({ limit: 4 }, last);
  expect(new Set(Array.from(part!.heldOut, (row) => part!.prepared.patients[row]))).toEqual(
    new Set(['53', '56']),
  );
  expect([part!.heldOut.length, part!.slicesPerEpoch]).toEqual([4, 4]);
});

test('the same patients in two parts, held out in one alone, are a leak and refused', async () => {
  const leaking = [plan, { source: plan.source }] as never;
  expect(await codeOf(split({ fold: 0 }, leaking))).toBe('patient-on-both-sides');
});

test('a folder that is not given, a sixth fold and a patient of no fold are refused', async () => {
  expect(await codeOf(split({ data: {} }))).toBe('data-folder-missing');
  expect(await codeOf(split({ fold: 5 }))).toBe('fold-unknown');
  expect(await codeOf(split({ fold: 0 }, [{ source: plan.source }] as never))).toBe('recipe-without-folds');
  const stranger = join(home, 'stranger');
  await writeFewPatients(stranger, [50, 999]);
  expect(await codeOf(split({ fold: 1, data: { 'physionet-ct-ich': stranger } }))).toBe(
    'patient-without-fold',
  );
});

test('of a source a share of the patients is held out, drawn by its seed, all of their slices', async () => {
  const share = (seed: number, stratified = false) =>
    split({}, [{ ...plan, holdOut: { share: 0.25, seed, stratified } }] as never);
  const patientsOf = (part: Awaited<ReturnType<typeof share>>[0] | undefined, side: 'train' | 'heldOut') => [
    ...new Set(Array.from(part?.[side] ?? [], (row) => part?.prepared.patients[row])),
  ];
  const drawn = new Set<string>();
  for (let seed = 0; seed < 8; seed++) {
    const [part] = await share(seed, seed % 2 === 1);
    expect(patientsOf(part, 'heldOut')).toHaveLength(1);
    expect(patientsOf(part, 'train')).toHaveLength(3);
    drawn.add(String(patientsOf(part, 'heldOut')));
  }
  expect(drawn.size).toBeGreaterThan(1);
});
