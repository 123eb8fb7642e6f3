import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Series } from '@ichor/ct';
import { readHeader, writeCtImage } from '@ichor/dicom';
import { DiskFile } from '@ichor/intake';
import { makeDicomdir } from '@ichor/intake/make-dicomdir';
import { makeZip } from '@ichor/intake/make-zip';
import { parseStudyReport } from '@ichor/report';
import { beforeAll, describe, expect, test } from 'vitest';
import { EXIT } from './exit-codes.ts';
import { findStudies } from './found-studies.ts';
import { readStudyFiles } from './read-study-files.ts';
import { ichor, temporaryFolder, writeStudy } from './testing.ts';

const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../../fixtures/dicom/${name}`, import.meta.url));

let study: string;
let files: string[];
let report: string;

beforeAll(() => {
  study = temporaryFolder();
  files = writeStudy(study, 'intake');
  report = ichor('analyze', study, '--json').out;
});

const zipOf = (paths: readonly string[]): Buffer =>
  makeZip(paths.map((path) => ({ name: `study/${basename(path)}`, bytes: readFileSync(path) })));

describe('analyze', () => {
  test('gives the same bytes for a zip, a zip in a zip in a folder, and standard input', () => {
    const folder = temporaryFolder();
    const zip = zipOf(files);
    writeFileSync(join(folder, 'a'), makeZip([{ name: 'inner.zip', bytes: zip }]));
    expect(ichor('analyze', folder, '--json').out).toBe(report);
    const main = fileURLToPath(new URL('./main.ts', import.meta.url));
    const run = spawnSync(process.execPath, [main, 'analyze', '-', '--json'], {
      input: zip,
      encoding: 'utf8',
    });
    expect([run.status, run.stdout]).toEqual([EXIT.done, report]);
  });

  test('a file missing that a DICOMDIR names makes its series incomplete; one under another name does not', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'DICOM'));
    const images = files.map((path, i) => {
      copyFileSync(path, join(folder, 'DICOM', `IM${i}`));
      return { fileId: ['DICOM', `IM${i}`], ...readHeader(readFileSync(path), path).instance };
    });
    writeFileSync(join(folder, 'DICOMDIR'), makeDicomdir(images));
    const whole = ichor('analyze', folder, '--json');
    expect([whole.code, whole.out]).toEqual([EXIT.done, report]);
    copyFileSync(join(folder, 'DICOM/IM0'), join(folder, 'elsewhere'));
    rmSync(join(folder, 'DICOM/IM0'));
    expect(ichor('analyze', folder, '--json').out).toBe(report);
    rmSync(join(folder, 'elsewhere'));
    const lacking = ichor('analyze', folder, '--json');
    expect(lacking.code).toBe(EXIT.partial);
    expect(lacking.err).toContain(`not read: ${join(folder, 'DICOM/IM0')}: is named by`);
    const [series] = parseStudyReport(JSON.parse(lacking.out)).studies[0]!.series;
    expect(series!.status).toBe('incomplete');
    expect(series!.notices).toContainEqual({
      code: 'slice-unreadable',
      message:
        "A slice can't be read (dicomdir-file-missing): its file is named by a DICOMDIR, and is not there.",
      sopInstanceUids: [images[0]!.sopInstanceUid],
    });
    expect(lacking.out).not.toContain(folder);
  });

  test('what belongs to no CT study is named, and is no failure; what may be a slice is one', () => {
    const folder = temporaryFolder();
    for (const path of files) copyFileSync(path, join(folder, basename(path)));
    copyFileSync(fixture('mr.dcm'), join(folder, 'mr.dcm'));
    for (let i = 0; i < 7; i++) writeFileSync(join(folder, `page-${i}.html`), 'hello');
    const run = ichor('analyze', folder);
    expect(run.code).toBe(EXIT.done);
    expect(run.out).toMatch(/not read: .*mr\.dcm: has the modality "MR"/);
    expect(run.out).toMatch(/not read: 7 files \(not-dicom\), such as .*page-0\.html/);
    writeFileSync(join(folder, 'IM0001'), 'hello');
    expect(ichor('analyze', folder).code).toBe(EXIT.partial);
  });
});

describe('a study that is too large to be held whole', () => {
  const image = {
    studyInstanceUid: '1.2',
    patientId: 'P',
    rows: 24,
    columns: 20,
    pixelSpacing: [1, 1],
  } as const;
  const axial = [1, 0, 0, 0, 1, 0] as const;
  const sagittal = [0, 1, 0, 0, 0, -1] as const;

  /** Series of 20 slices 2 mm apart. */
  function series(folder: string, uid: string, orientation: typeof axial | typeof sagittal): void {
    for (let i = 0; i < 20; i++) {
      const bytes = writeCtImage({
        ...image,
        seriesInstanceUid: uid,
        sopInstanceUid: `${uid}.${i}`,
        hu: Int16Array.from({ length: 480 }, (_, p) => (p * 7 + i) % 80),
        imageOrientationPatient: orientation,
        imagePositionPatient: orientation === axial ? [0, 0, 2 * i] : [2 * i, 0, 0],
        sliceThickness: 2,
        seriesDescription: uid === '1.2.3' ? 'bone' : 'plain',
      });
      writeFileSync(join(folder, `${uid}.${i}`), bytes);
    }
  }

  async function read(folder: string, uids: readonly string[], mostHuBytes?: number) {
    const names = uids.flatMap((uid) => Array.from({ length: 20 }, (_, i) => join(folder, `${uid}.${i}`)));
    const sources = names.map((name) => new DiskFile(name, readFileSync(name).length));
    const found = await findStudies({ files: sources, unread: [], referenced: [] }, () => {});
    return (await readStudyFiles(found.studies.get('1.2')!, () => {}, mostHuBytes)).series;
  }
  const held = (all: readonly Series[]): Record<string, number> =>
    Object.fromEntries(
      all.map(({ seriesInstanceUid, slices }) => [
        seriesInstanceUid,
        slices.reduce((sum, { hu }) => sum + hu.length, 0),
      ]),
    );

  test('keeps the pixels of the series that will be analysed, and of no other', async () => {
    const folder = temporaryFolder();
    for (const uid of ['1.2.3', '1.2.4']) series(folder, uid, axial);
    expect(held(await read(folder, ['1.2.3', '1.2.4']))).toEqual({ '1.2.3': 9600, '1.2.4': 9600 });
    const large = await read(folder, ['1.2.3', '1.2.4'], 0);
    expect(held(large)).toEqual({ '1.2.3': 0, '1.2.4': 9600 });
    expect(large[1]).toEqual((await read(folder, ['1.2.4']))[0]);
  });

  test('gets axial slices computed from a series of another plane all the same', async () => {
    const folder = temporaryFolder();
    series(folder, '1.2.5', sagittal);
    const [small] = await read(folder, ['1.2.5']);
    const [large] = await read(folder, ['1.2.5'], 0);
    expect(large!.notices.map(({ code }) => code)).toContain('resliced');
    expect(large).toEqual(small);
  });
});
