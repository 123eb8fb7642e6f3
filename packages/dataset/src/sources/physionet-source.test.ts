import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isIchorError } from '@ichor/notices';
import { EPIDURAL, NO_BLOOD, writePhysionetFolder } from '@ichor/testing/physionet-folder';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSource } from './sources.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ichor-physionet-'));
});
afterEach(() => rm(folder, { recursive: true }));
const open = () => openSource({ kind: 'physionet-ct-ich', folder });

test('a patient is a study: slices by number, 5 mm apart, grey back to HU, labels in the order of the types', async () => {
  await writePhysionetFolder(folder, [
    { patient: 7, slice: 10, labels: EPIDURAL },
    { patient: 7, slice: 9, labels: NO_BLOOD },
    { patient: 51, slice: 1, labels: '1,0,1,0,1,0,0' },
  ]);
  const source = await open();
  expect(source.studies).toEqual([
    { key: '7', patient: '7' },
    { key: '51', patient: '51', group: '7' },
  ]);
  const { series, labels, sliceIds } = await source.load(0);
  expect(sliceIds).toEqual(['9', '10']);
  expect(series.positionsMm).toEqual([45, 50]);
  expect([...labels]).toEqual([0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
  const [dark, bright] = series.slices;
  expect([dark!.hu[0], dark!.hu[30 * 64 + 32], bright!.hu[30 * 64 + 32]]).toEqual([-20, 36, 74]); // 0, 120 and 200 of 255
  expect([...(await source.load(1)).labels]).toEqual([0, 0, 1, 1, 1, 1]);
});

test('missing images, missing labels and missing patients are told and left out, never made up', async () => {
  await writePhysionetFolder(folder, [
    { patient: 50, slice: 1, labels: NO_BLOOD },
    { patient: 50, slice: 2, labels: NO_BLOOD, image: false },
    { patient: 50, slice: 3 },
    { patient: 50, slice: 4, labels: EPIDURAL },
  ]);
  await rm(join(folder, 'Patients_CT', '050', 'brain', '4.jpg'));
  const source = await open();
  expect((await source.load(0)).sliceIds).toEqual(['1']);
  expect(source.notices.map(({ code, message }) => [code, message])).toEqual([
    ['slice-unlabelled', 'Patient 50: no label for slice 3.'],
    ['slice-missing', 'Patient 50: no image of slice 2, 4.'],
  ]);
});

test('it states whose data it is, that names are public, its standing split and the files it hangs on', async () => {
  await writePhysionetFolder(folder, [
    { patient: 50, slice: 2, labels: NO_BLOOD },
    { patient: 50, slice: 1, labels: NO_BLOOD },
    { patient: 50, slice: 3 },
  ]);
  const source = await open();
  expect(source).toMatchObject({
    name: 'physionet-ct-ich',
    attribution: 'PhysioNet CT-ICH v1.0.0, Hssayeni et al., CC BY 4.0',
    publicNames: true,
    contents: {
      folder,
      paths: ['hemorrhage_diagnosis.csv', 'Patients_CT/050/brain/1.jpg', 'Patients_CT/050/brain/2.jpg'],
    },
  });
  expect(source.splits.five!()).toMatchObject({ name: 'five', folds: 5 });
});

test.each([
  ['an empty folder', async () => undefined, 'hemorrhage_diagnosis.csv'],
  [
    'a folder without images',
    () => writeFile(join(folder, 'hemorrhage_diagnosis.csv'), 'PatientNumber\n'),
    'Patients_CT',
  ],
  [
    'a table without its columns',
    async () => {
      await writePhysionetFolder(folder, [{ patient: 50, slice: 1 }]);
      await writeFile(join(folder, 'hemorrhage_diagnosis.csv'), 'PatientNumber,SliceNumber\n50,1\n');
    },
    'no column Epidural',
  ],
  [
    'a label that is neither 0 nor 1',
    () => writePhysionetFolder(folder, [{ patient: 50, slice: 1, labels: '0,0,x,0,0,1,0' }]),
    'line 2',
  ],
  [
    'a folder whose labels name other patients',
    async () => {
      await writePhysionetFolder(folder, [{ patient: 50, slice: 1, labels: NO_BLOOD }]);
      await rm(join(folder, 'Patients_CT', '050'), { recursive: true });
    },
    'no labelled slice',
  ],
])('%s is refused with a remedy', async (_, arrange, problem) => {
  await arrange();
  const error = await open().catch((caught: unknown) => caught);
  expect(isIchorError(error) && error.code).toBe('not-physionet-ct-ich');
  expect(String(error)).toContain(problem);
  expect(String(error)).toContain('Give the folder of PhysioNet CT-ICH');
});

test('an image that is none is named', async () => {
  await writePhysionetFolder(folder, [{ patient: 50, slice: 1, labels: NO_BLOOD }]);
  const file = join(folder, 'Patients_CT', '050', 'brain', '1.jpg');
  await writeFile(file, 'not an image');
  const error = await (await open()).load(0).catch((caught: unknown) => caught);
  expect(isIchorError(error) && [error.code, error.subject]).toEqual(['image-unreadable', file]);
});
