import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { writeCtImage } from '@ichor/dicom';
import { simulatePatient, simulateStudy } from '@ichor/phantom';
import type { Inspection } from '@ichor/studies';
import { beforeAll, describe, expect, test } from 'vitest';
import { EXIT } from './exit-codes.ts';
import { ichor } from './testing/ichor.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../../fixtures/${name}`, import.meta.url));

/** A tilted study of ten slices and one cut short, an MR, two frames in one object, and a text. */
let folder: string;
let inspection: Inspection;
let run: ReturnType<typeof ichor>;

beforeAll(() => {
  folder = temporaryFolder();
  const { files } = simulateStudy(simulatePatient('inspect'), {
    rows: 64,
    columns: 64,
    thicknessMm: 12,
    tiltDegrees: 15,
  });
  for (const { name, bytes } of files) writeFileSync(join(folder, name), bytes);
  const [first] = files;
  writeFileSync(join(folder, first!.name), first!.bytes.subarray(0, first!.bytes.length - 1000));
  for (const name of ['mr.dcm', 'two-frames.dcm', 'not-dicom.txt'])
    copyFileSync(fixture(`dicom/${name}`), join(folder, name));
  run = ichor('inspect', folder, '--json');
  inspection = JSON.parse(run.out) as Inspection;
});

describe('inspect', () => {
  test('says what geometry a series has, with its notices, and whether it would be read', () => {
    const [series] = inspection.studies.flatMap((study) =>
      study.series.filter(({ geometry }) => geometry !== null),
    );
    expect(series).toMatchObject({
      modality: 'CT',
      status: 'incomplete',
      transferSyntaxes: ['Explicit VR Little Endian'],
      geometry: { rows: 64, columns: 64, sliceThicknessMm: 12 },
      values: { ways: [{ way: '16 bits, unsigned, slope 1, intercept -1024' }], saturatedHigh: 0 },
    });
    const { slices, tiltDegrees, spacingMm, coverageMm } = series!.geometry!;
    expect(slices).toBe(series!.files - 1);
    expect(tiltDegrees).toBeCloseTo(15, 1);
    expect(spacingMm!.median).toBeCloseTo(12, 1);
    expect(coverageMm).toBeCloseTo(12 * (slices - 1), 0);
    expect(series!.notices.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['gantry-tilt', 'slice-unreadable']),
    );
  });

  test('lists series of other kinds and objects of several frames, without their pixels', () => {
    const all = inspection.studies.flatMap(({ series }) => series);
    expect(all.find(({ modality }) => modality === 'MR')).toMatchObject({
      status: 'refused',
      geometry: null,
    });
    expect(all.flatMap(({ notices }) => notices.map(({ code }) => code))).toContain('several-frames');
  });

  test('counts and names what is no DICOM', () => {
    expect(run.code).toBe(EXIT.partial);
    expect(inspection.notRead.find(({ code }) => code === 'not-dicom')!.path).toBe(
      join(folder, 'not-dicom.txt'),
    );
    expect(ichor('inspect', folder).out).toMatch(/not read: .*not-dicom\.txt: is not a DICOM file/);
  });

  test('counts patients and names none unless asked', () => {
    const dicom = fixture('deidentify');
    const hidden = ichor('inspect', dicom);
    expect(hidden.out).toContain('1 patients, 1 studies');
    expect(hidden.out + ichor('inspect', dicom, '--json').out).not.toMatch(/J.rgen|4711|20240301/);
    const shown = ichor('inspect', dicom, '--show-patients').out;
    expect(shown).toContain('LEAK^Jürgen, LEAK-4711, 20240301');
  });

  test('two studies of one patient count as one patient, two without a number as two', () => {
    const out = temporaryFolder();
    const image = {
      rows: 1,
      columns: 1,
      hu: new Int16Array(1),
      pixelSpacing: [1, 1],
      imagePositionPatient: [0, 0, 0],
      imageOrientationPatient: [1, 0, 0, 0, 1, 0],
    } as const;
    for (const [i, patientId] of ['P', 'P', '', ''].entries()) {
      const uids = { studyInstanceUid: `1.${i}`, seriesInstanceUid: `2.${i}`, sopInstanceUid: `3.${i}` };
      writeFileSync(join(out, `${i}.dcm`), writeCtImage({ ...image, ...uids, patientId }));
    }
    const { patients, studies } = JSON.parse(ichor('inspect', out, '--json').out) as Inspection;
    expect([patients, studies.length]).toEqual([3, 4]);
    expect(studies.map(({ patient }) => patient)).toEqual([1, 1, 2, 3]);
  });

  test('what is packed in a way that is not read is no quiet loss, beside a study and alone', () => {
    const out = temporaryFolder();
    const packed = join(out, 'study.tar.gz');
    writeFileSync(packed, gzipSync('a study'));
    expect(ichor('inspect', out)).toMatchObject({ code: EXIT.nothing });
    expect(ichor('pixels', packed)).toMatchObject({ code: EXIT.nothing });
    copyFileSync(fixture('dicom/rsna.dcm'), join(out, 'a'));
    const beside = ichor('inspect', out);
    expect(beside.code).toBe(EXIT.partial);
    expect(beside.out).toMatch(/study\.tar\.gz: is packed \(gzip\).*Unpack it/);
  });

  test('says when there is nothing', () => {
    expect(ichor('inspect', temporaryFolder()).code).toBe(EXIT.nothing);
    expect(ichor('inspect', join(folder, 'nowhere')).code).toBe(EXIT.failed);
    const copy = join(temporaryFolder(), 'a');
    writeFileSync(copy, readFileSync(fixture('dicom/rsna.dcm')));
    expect(ichor('inspect', copy).code).toBe(EXIT.done);
  });
});
