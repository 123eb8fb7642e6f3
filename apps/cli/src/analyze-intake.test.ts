import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readHeader } from '@ichor/dicom';
import { parseStudyReport } from '@ichor/report';
import type { Inspection } from '@ichor/studies';
import { makeDicomdir } from '@ichor/testing/make-dicomdir';
import { makeZip } from '@ichor/testing/make-zip';
import { beforeAll, describe, expect, test } from 'vitest';
import { EXIT } from './exit-codes.ts';
import { ichor } from './testing/ichor.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';
import { writeStudy } from './testing/write-study.ts';

const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../../fixtures/dicom/${name}`, import.meta.url));

let study: string;
let files: string[];
let report: string;

beforeAll(() => {
  study = temporaryFolder();
  files = writeStudy(study, 'intake');
  report = ichor('analyze', study, '--json').out;
}, 60_000);

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
    renameSync(join(folder, 'DICOM/IM0'), join(folder, 'elsewhere'));
    const whole = ichor('analyze', folder, '--json');
    expect([whole.code, whole.out]).toEqual([EXIT.done, report]);
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
  }, 60_000);

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

describe('the other commands', () => {
  test('inspect takes a zip, and counts a series whose DICOMDIR names more as incomplete', () => {
    const folder = temporaryFolder();
    const images = files.map((path, i) => ({
      fileId: [`IM${i}`],
      ...readHeader(readFileSync(path), path).instance,
    }));
    const entries = files.slice(1).map((path, i) => ({ name: `IM${i + 1}`, bytes: readFileSync(path) }));
    const zip = join(folder, 'z');
    writeFileSync(zip, makeZip([{ name: 'DICOMDIR', bytes: makeDicomdir(images) }, ...entries]));
    const { code, out } = ichor('inspect', zip, '--json');
    const inspection = JSON.parse(out) as Inspection;
    expect(code).toBe(EXIT.partial);
    expect(inspection.notRead).toMatchObject([{ path: `${zip}/IM0`, code: 'dicomdir-file-missing' }]);
    expect(inspection.studies[0]!.series[0]).toMatchObject({
      status: 'incomplete',
      files: files.length - 1,
    });
  });

  test('pixels takes a zip, and gives one line for all that is no DICOM', () => {
    const entries = files.slice(0, 2).map((path) => ({ name: basename(path), bytes: readFileSync(path) }));
    const texts = Array.from({ length: 8 }, (_, i) => ({ name: `${i}.txt`, bytes: Buffer.from('hello') }));
    const zip = join(temporaryFolder(), 'z');
    writeFileSync(zip, makeZip([...entries, ...texts]));
    const { code, out } = ichor('pixels', zip);
    expect(code).toBe(EXIT.done);
    const lines = out.trim().split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[0]).toContain(`${zip}/`);
    expect(lines[2]).toContain('not read: 8 files (not-dicom), such as');
  });

  test('deidentify takes a zip, and writes what it writes of the files', () => {
    const [zip, fromZip, fromFiles] = [join(temporaryFolder(), 'z'), temporaryFolder(), temporaryFolder()];
    writeFileSync(zip, zipOf(files.slice(0, 3)));
    const plain = temporaryFolder();
    for (const path of files.slice(0, 3)) copyFileSync(path, join(plain, basename(path)));
    const key = ['--key', '0123456789abcdef0123'];
    expect(ichor('deidentify', zip, fromZip, ...key).code).toBe(EXIT.done);
    expect(ichor('deidentify', plain, fromFiles, ...key).code).toBe(EXIT.done);
    const written = (folder: string): string[] => readdirSync(folder, { recursive: true }).map(String).sort();
    expect(written(fromZip)).toEqual(written(fromFiles));
    expect(written(fromZip).filter((name) => name.endsWith('.dcm'))).toHaveLength(3);
  });
});

test('a series that is too large is said to be so, and how much may be set', () => {
  process.env.ICHOR_SERIES_MIB = '1';
  try {
    const { code, out, err } = ichor('analyze', study);
    expect(code).toBe(EXIT.nothing);
    expect(out + err).toContain('MiB of memory, and 1 are the most that is read');
  } finally {
    delete process.env.ICHOR_SERIES_MIB;
  }
});
