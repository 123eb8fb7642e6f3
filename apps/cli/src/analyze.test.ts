import { copyFileSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Rng } from '@ichor/ct';
import { readInstance, writeCtImage } from '@ichor/dicom';
import { parseStudyReport } from '@ichor/report';
import { beforeAll, describe, expect, test } from 'vitest';
import { EXIT } from './exit-codes.ts';
import { bundleThatCallsNothing } from './testing/changed-bundle.ts';
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
  files = writeStudy(study, 'analyze', { type: 'intraparenchymal', volumeMl: 40 });
  const { code, out } = ichor('analyze', study, '--json');
  expect(code).toBe(EXIT.done);
  report = out;
});

describe('analyze', () => {
  test('calls a large intraparenchymal hemorrhage and locates it on its key slices', () => {
    const { studies } = parseStudyReport(JSON.parse(report));
    const [only] = studies;
    expect(only!.calls.map(({ type }) => type)).toContain('intraparenchymal');
    expect(only!.series[0]!.keySlices.length).toBeGreaterThan(0);
    expect(only!.series[0]!.heatmaps.some(({ type }) => type === 'intraparenchymal')).toBe(true);
  });

  test('gives the same bytes when the files are shuffled and renamed', () => {
    const folder = temporaryFolder();
    Rng.of('shuffle')
      .shuffled(files)
      .forEach((path, i) => {
        mkdirSync(join(folder, `${i % 3}`), { recursive: true });
        copyFileSync(path, join(folder, `${i % 3}`, `file-${i}`));
      });
    expect(ichor('analyze', folder, '--json').out).toBe(report);
  });

  test('reads the good files beside five kinds of bad ones, and says what is wrong with each', () => {
    const folder = temporaryFolder();
    for (const path of files) copyFileSync(path, join(folder, basename(path)));
    const bad = ['not-dicom.txt', 'truncated.dcm', 'no-pixels.dcm', 'mr.dcm'];
    for (const name of bad) copyFileSync(fixture(name), join(folder, name));
    mkdirSync(join(folder, 'empty'));
    const out = join(folder, 'result');
    const run = ichor('analyze', folder, '--out', out);
    expect(run.code).toBe(EXIT.partial);
    for (const name of bad) expect(run.out).toMatch(new RegExp(`not read: .*${name}: \\S+`));
    const read = parseStudyReport(JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')));
    expect(read.unreadableFiles).toBe(bad.length);
    const [good] = parseStudyReport(JSON.parse(report)).studies;
    expect(read.studies).toContainEqual(good);
    const log = JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')) as {
      files: number;
      unreadable: { path: string; code: string; reason: string }[];
    };
    expect(log.files).toBe(files.length + bad.length);
    expect(log.unreadable.map(({ path }) => basename(path)).sort()).toEqual([...bad].sort());
    for (const { code, reason } of log.unreadable) {
      expect(code).toMatch(/^[a-z-]+$/);
      expect(reason).toMatch(/\w+\. \w+/);
    }
  });

  test('gives two studies that share the UID of a series a picture and a time each', async () => {
    const folder = temporaryFolder();
    for (const [i, path] of files.entries()) {
      const slice = await readInstance(readFileSync(path), path);
      for (const studyInstanceUid of ['ID_one', 'ID/one']) {
        const bytes = writeCtImage({
          style: 'rsna',
          sopInstanceUid: slice.sopInstanceUid,
          seriesInstanceUid: 'ID_same',
          studyInstanceUid,
          patientId: slice.patientId,
          rows: slice.rows,
          columns: slice.columns,
          hu: slice.hu,
          pixelSpacing: slice.pixelSpacing!,
          imagePositionPatient: slice.imagePositionPatient!,
          imageOrientationPatient: slice.imageOrientationPatient!,
        });
        writeFileSync(join(folder, `${i}-${studyInstanceUid.replace('/', '')}`), bytes);
      }
    }
    const out = temporaryFolder();
    const run = ichor('analyze', folder, '--out', out);
    expect(run.code).toBe(EXIT.done);
    const pictures = readdirSync(out).filter((name) => name.endsWith('.png'));
    expect(pictures).toHaveLength(2);
    for (const name of pictures) expect(run.out).toContain(`picture: ${join(out, name)}`);
    const log = JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')) as {
      series: { studyInstanceUid: string; milliseconds: number }[];
    };
    expect(log.series.map(({ studyInstanceUid }) => studyInstanceUid).sort()).toEqual(['ID/one', 'ID_one']);
  });

  test('reads the series that is asked for, whatever would be chosen, and says so', async () => {
    const folder = temporaryFolder();
    for (const [i, path] of files.entries()) {
      copyFileSync(path, join(folder, basename(path)));
      const slice = await readInstance(readFileSync(path), path);
      const { studyInstanceUid, patientId, rows, columns, hu } = slice;
      const bytes = writeCtImage({
        style: 'rsna',
        sopInstanceUid: `ID_${i}`,
        seriesInstanceUid: 'ID_shallow',
        studyInstanceUid,
        patientId,
        rows,
        columns,
        hu,
        pixelSpacing: slice.pixelSpacing!,
        imagePositionPatient: slice.imagePositionPatient!,
        imageOrientationPatient: slice.imageOrientationPatient!,
      });
      if (slice.imagePositionPatient![2] < 0) writeFileSync(join(folder, `shallow-${i}`), bytes);
    }
    const wrong = ichor('analyze', folder, '--series', 'ID_deep');
    expect(wrong.code).toBe(EXIT.usage);
    expect(wrong.err).toMatch(/--series ID_deep[\s\S]*ID_shallow/);
    const [chosen] = parseStudyReport(JSON.parse(ichor('analyze', folder, '--json').out)).studies;
    expect(chosen!.readSeries).not.toBe('ID_shallow');
    const run = ichor('analyze', folder, '--json', '--series', 'ID_sh');
    const [asked] = parseStudyReport(JSON.parse(run.out)).studies;
    expect(asked!.readSeries).toBe('ID_shallow');
    expect(asked!.series.find((one) => one.seriesInstanceUid !== 'ID_shallow')!.reason).toContain(
      'asked for',
    );
  });

  test('is incomplete with one truncated slice: calls stand, and it names the slice', () => {
    const folder = temporaryFolder();
    const copies = files.map((path) => join(folder, basename(path)));
    files.forEach((path, i) => {
      copyFileSync(path, copies[i]!);
    });
    const victim = copies[5]!;
    truncateSync(victim, Math.floor(readFileSync(victim).length / 2));
    const run = ichor('analyze', folder, '--json');
    expect(run.code).toBe(EXIT.partial);
    const [series] = parseStudyReport(JSON.parse(run.out)).studies[0]!.series;
    expect(series!.status).toBe('incomplete');
    expect(series!.notices.find(({ code }) => code === 'slice-unreadable')!.sopInstanceUids.length).toBe(1);
  });

  test('an incomplete study without a call says that it cannot say, never a negative', () => {
    const folder = temporaryFolder();
    const [first, ...rest] = writeStudy(folder, 'without blood');
    truncateSync(first!, 3000);
    expect(rest.length).toBeGreaterThan(8);
    const [only] = parseStudyReport(
      JSON.parse(ichor('analyze', folder, '--bundle', bundleThatCallsNothing(), '--json').out),
    ).studies;
    expect(only!.calls).toEqual([]);
    expect(only!.answer).toBe('incomplete');
    expect(only!.statement).toContain('cannot say');
  });

  test('an empty folder, a folder of text and a missing path each get a sentence and their exit code', () => {
    const empty = temporaryFolder();
    expect(ichor('analyze', empty)).toMatchObject({
      code: EXIT.nothing,
      err: expect.stringContaining('no files there'),
    });
    const text = temporaryFolder();
    writeFileSync(join(text, 'readme.txt'), 'hello');
    expect(ichor('analyze', text)).toMatchObject({
      code: EXIT.nothing,
      err: expect.stringContaining('no study could be read'),
    });
    expect(ichor('analyze', join(empty, 'nowhere'))).toMatchObject({
      code: EXIT.failed,
      err: expect.stringContaining('is not there'),
    });
  });

  test('never says that a study is free of hemorrhage, and says on every result that it is research software', () => {
    const folder = temporaryFolder();
    writeStudy(folder, 'without blood');
    const { out } = ichor('analyze', folder, '--bundle', bundleThatCallsNothing());
    expect(out).not.toMatch(/normal|no hemorrhage|negative/i);
    expect(out).toMatch(/research use only/i);
  });
});

describe('ichor', () => {
  test('refuses a misspelt option and an unknown command instead of passing them over', () => {
    expect(ichor('analyze', study, '--bundel', 'x')).toMatchObject({
      code: EXIT.usage,
      err: expect.stringContaining('--bundel'),
    });
    expect(ichor('analyse', study)).toMatchObject({
      code: EXIT.usage,
      err: expect.stringContaining('analyze'),
    });
    expect(ichor('analyze').code).toBe(EXIT.usage);
  });

  test('each command explains itself', () => {
    for (const name of [
      'analyze',
      'bundle',
      'deidentify',
      'demo',
      'evaluate',
      'inspect',
      'simulate',
      'train',
      'watch',
    ]) {
      const { code, out } = ichor(name, '--help');
      expect(code).toBe(EXIT.done);
      expect(out).toContain('USAGE');
    }
  });
});
