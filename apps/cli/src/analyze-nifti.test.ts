import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Series, type Slice, seriesVolume, voxelToPatient } from '@ichor/ct';
import { buildSeries, readInstance } from '@ichor/dicom';
import { parseStudyReport, type StudyResult } from '@ichor/report';
import { beforeAll, describe, expect, test } from 'vitest';
import { EXIT } from './exit-codes.ts';
import { ichor, temporaryFolder, writeStudy } from './testing.ts';

/** A series as NIfTI-1 of 16-bit integers, `shift` added to its Hounsfield units. */
function niftiOf(series: Series, shift = 0): Uint8Array {
  const volume = seriesVolume(series);
  const { columns, rows, slices } = volume;
  const bytes = new Uint8Array(352 + 2 * columns * rows * slices.length);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, 348, true);
  [3, columns, rows, slices.length, 1, 1, 1, 1].forEach((length, i) => {
    view.setInt16(40 + 2 * i, length, true);
  });
  view.setInt16(70, 4, true);
  view.setFloat32(108, 352, true);
  view.setUint8(123, 2);
  view.setInt16(254, 1, true);
  const origin = voxelToPatient(volume, { column: 0, row: 0, slice: 0 });
  const last = slices.length - 1;
  const top = voxelToPatient(volume, { column: 0, row: 0, slice: last });
  for (const axis of [0, 1, 2] as const) {
    const sign = axis < 2 ? -1 : 1;
    const step = (top[axis] - origin[axis]) / last;
    const row = [volume.columnStep[axis], volume.rowStep[axis], step, origin[axis]];
    row.forEach((value, i) => {
      view.setFloat32(280 + 16 * axis + 4 * i, sign * value, true);
    });
  }
  bytes.set(new TextEncoder().encode('n+1'), 344);
  slices.forEach((hu, k) => {
    hu.forEach((value, i) => {
      view.setInt16(352 + 2 * (k * rows * columns + i), value + shift, true);
    });
  });
  return bytes;
}

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
    writeFileSync(path, niftiOf(series, 1024));
    const run = ichor('analyze', path);
    expect(run.code).toBe(EXIT.nothing);
    expect(run.out).toMatch(/not read: .*shifted\.nii: is not in Hounsfield units of a head.*dcm2niix/);
  });
});
