import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HEMORRHAGE_TYPES } from '@ichor/ct';
import { makeUid, writeCtImage } from '@ichor/dicom';
import { isIchorError } from '@ichor/notices';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSource } from './sources.ts';

let folder: string;
const HEADER = ['study', 'patient', 'slice', ...HEMORRHAGE_TYPES].join();
const uid = (...of: (string | number)[]) => makeUid('dicom-studies', ...of);
/** Two patients of three slices; files are named against their order. The upper slice of patient B is positive. */
const slices = ['A', 'B'].flatMap((patient) =>
  [0, 1, 2].map((i) => ({
    patient,
    study: uid(patient),
    slice: uid(patient, i),
    i,
    positive: patient === 'B' && i === 2,
  })),
);

async function writeTruth(rows: readonly string[]): Promise<void> {
  await writeFile(join(folder, 'truth.csv'), `${[HEADER, ...rows].join('\n')}\n`);
}

const rows = slices.map(({ study, patient, slice, positive }) =>
  [study, patient, slice, positive ? '0,0,0,0,1,1' : '0,0,0,0,0,0'].join(),
);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ichor-dicom-studies-'));
  for (const { patient, study, slice, i } of slices) {
    await mkdir(join(folder, patient), { recursive: true });
    const bytes = writeCtImage({
      sopInstanceUid: slice,
      seriesInstanceUid: uid(patient, 'series'),
      studyInstanceUid: study,
      patientId: patient,
      rows: 16,
      columns: 16,
      hu: new Int16Array(256).fill(10 * i),
      pixelSpacing: [1, 1],
      imagePositionPatient: [0, 0, 5 * i],
      imageOrientationPatient: [1, 0, 0, 0, 1, 0],
    });
    await writeFile(join(folder, patient, `${9 - i}.dcm`), bytes);
  }
  await writeTruth(rows);
});
afterAll(() => rm(folder, { recursive: true }));
const open = () => openSource({ kind: 'dicom-studies', folder });

test('studies are read, ordered along the normal, and labelled by SOP Instance UID', async () => {
  const source = await open();
  expect(source.studies).toEqual(['A', 'B'].map((patient) => ({ key: uid(patient), patient })));
  const { series, labels, sliceIds } = await source.load(1);
  expect(sliceIds).toEqual([0, 1, 2].map((i) => uid('B', i)));
  expect(series.positionsMm.map((at) => at - series.positionsMm[0]!)).toEqual([0, 5, 10]);
  expect(series.slices[2]!.hu[0]).toBe(20);
  expect([...labels.subarray(12)]).toEqual([0, 0, 0, 0, 1, 1]);
});

test('a slice that the truth does not name is an error, a study without files a notice', async () => {
  await writeTruth(rows.slice(1));
  const error = await (await open()).load(0).catch((caught: unknown) => caught);
  expect(isIchorError(error) && error.code).toBe('not-simulated-studies');
  await writeTruth([...rows, [uid('C'), 'C', uid('C', 0), '0,0,0,0,0,0'].join()]);
  expect((await open()).notices.map(({ code }) => code)).toEqual(['study-missing']);
  await writeTruth(rows);
});

test('a folder without truth, or with a label that is none, is refused with a remedy', async () => {
  const empty = await openSource({ kind: 'dicom-studies', folder: join(folder, 'A') }).catch(
    (caught: unknown) => caught,
  );
  expect(String(empty)).toContain('Give a folder that `ichor simulate` wrote');
  await writeTruth([[uid('A'), 'A', uid('A', 0), '0,0,0,0,2,1'].join()]);
  await expect(open()).rejects.toThrow('line 2');
  await writeTruth(rows);
});
