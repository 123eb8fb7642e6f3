import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Series, Slice } from '@ichor/ct';
import { buildSeries, readInstance } from '@ichor/dicom';
import { parseStudyReport, type StudyResult } from '@ichor/report';
import { niftiOf } from '@ichor/testing/nifti-of';
import { beforeAll, describe, expect, test } from 'vitest';
import { EXIT } from './exit-codes.ts';
import { ichor } from './testing/ichor.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';
import { writeStudy } from './testing/write-study.ts';

/** A report lists slices by their UIDs, which NIfTI makes up. */
const scoresUpwards = ({ series }: StudyResult) =>
  [...series[0]!.slices].sort((a, b) => a.positionMm! - b.positionMm!).map(({ scores }) => scores);

let folder: string;
let series: Series;
beforeAll(async () => {
  folder = temporaryFolder();
  const slices: Slice[] = [];
  for (const path of writeStudy(folder, 'nifti', { type: 'intraparenchymal', volumeMl: 40 })) {
    slices.push(await readInstance(readFileSync(path), path));
  }
  series = buildSeries(slices)[0]!;
});

describe('analyze, given a NIfTI file', () => {
  test('scores it as the DICOM series that it was made of, packed or not, and draws its picture', () => {
    const [ofDicom] = parseStudyReport(JSON.parse(ichor('analyze', folder, '--json').out)).studies;
    const paths = ['head.nii', 'head.nii.gz'].map((name) => join(temporaryFolder(), name));
    writeFileSync(paths[0]!, niftiOf(series));
    writeFileSync(paths[1]!, gzipSync(niftiOf(series)));
    const out = join(temporaryFolder(), 'result');
    const run = ichor('analyze', paths[0]!, '--json', '--out', out);
    expect(run.code).toBe(EXIT.done);
    const [ofNifti] = parseStudyReport(JSON.parse(run.out)).studies;
    expect(ofNifti!.scores).toEqual(ofDicom!.scores);
    expect(ofNifti!.calls).toEqual(ofDicom!.calls);
    expect(scoresUpwards(ofNifti!)).toEqual(scoresUpwards(ofDicom!));
    expect(ofNifti!.series[0]!.notices.map(({ code }) => code)).toContain('nifti-source');
    expect(ichor('analyze', paths[1]!, '--json').out).toBe(run.out);
    expect(ichor('analyze', ...paths, '--json').out).toBe(run.out);
    expect(readFileSync(join(out, 'report.json'), 'utf8')).toBe(run.out);
  });

  test('refuses one that is not in Hounsfield units, with the cause and the remedy', () => {
    const path = join(temporaryFolder(), 'shifted.nii');
    writeFileSync(path, niftiOf(series, { shift: 1024 }));
    const run = ichor('analyze', path);
    expect(run.code).toBe(EXIT.nothing);
    expect(run.out).toMatch(/not read: .*shifted\.nii: is not in Hounsfield units of a head.*dcm2niix/);
  });
});
