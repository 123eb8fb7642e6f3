import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Series, scaleToWindow } from '@ichor/ct';
import { readHeader } from '@ichor/dicom';
import type { IntakeFile } from '@ichor/intake';
import { simulatePatient, simulateStudy } from '@ichor/phantom';
import { makeDicomdir } from '@ichor/testing/make-dicomdir';
import { makeZip } from '@ichor/testing/make-zip';
import { niftiOf } from '@ichor/testing/nifti-of';
import fc from '@ichor/testing/properties';
import { expectOneSeries } from '@ichor/testing/study-source-contract';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { readStudy } from '../read/read-study.ts';
import { findStudies } from './find-studies.ts';
import { openPaths } from './open-paths.ts';
import { seriesUids } from './series-uids.ts';

const WINDOW = { center: 40, width: 120 };
const { files, series } = simulateStudy(simulatePatient('sources'), {
  rows: 192,
  columns: 192,
  thicknessMm: 8,
  tiltDegrees: 0,
});

const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'ichor-studies-'));

function folder(): string {
  const path = temporaryFolder();
  for (const { name, bytes } of files) writeFileSync(join(path, name), bytes);
  return path;
}

function zip(): string {
  const path = join(temporaryFolder(), 'study.zip');
  writeFileSync(path, makeZip(files));
  return path;
}

function dicomdir(): string {
  const path = temporaryFolder();
  mkdirSync(join(path, 'DICOM'));
  const images = files.map(({ name, bytes }, i) => {
    writeFileSync(join(path, 'DICOM', `IM${i}`), bytes);
    return { fileId: ['DICOM', `IM${i}`], ...readHeader(bytes, name).instance };
  });
  writeFileSync(join(path, 'DICOMDIR'), makeDicomdir(images));
  return join(path, 'DICOMDIR');
}

function nifti(): string {
  const path = join(temporaryFolder(), 'head.nii');
  writeFileSync(path, niftiOf(series));
  return path;
}

async function pictures(): Promise<string> {
  const path = temporaryFolder();
  for (const [i, { hu, rows, columns }] of series.slices.entries()) {
    const grey = Uint8Array.from(hu, (value) => Math.round(255 * scaleToWindow(value, WINDOW)));
    const raw = { width: columns, height: rows, channels: 1 as const };
    await sharp(grey, { raw })
      .png()
      .toFile(join(path, `slice-${i}.png`));
  }
  return path;
}

async function theSeries(path: string, window?: typeof WINDOW): Promise<Series> {
  const source = await openPaths([path], { window });
  try {
    const found = await expectOneSeries(source.studies);
    expect(await seriesUids(source)).toEqual([found.seriesInstanceUid]);
    return found;
  } finally {
    await source.close();
  }
}

describe('a study source', () => {
  test.each([
    ['a folder', folder],
    ['a zip', zip],
    ['a DICOMDIR', dicomdir],
  ])('of %s opens the series that was written', async (_, make) => {
    const found = await theSeries(make());
    expect(found.origin).toBe('dicom');
    expect(found.slices.map(({ hu }) => hu)).toEqual(series.slices.map(({ hu }) => hu));
    expect(found.seriesInstanceUid).toBe(series.seriesInstanceUid);
  });

  test('of a NIfTI file opens the same pixels, under UIDs made of them', async () => {
    const found = await theSeries(nifti());
    expect(found.origin).toBe('nifti');
    expect(found.slices.map(({ hu }) => hu)).toEqual(series.slices.map(({ hu }) => hu));
  });

  test('of pictures in a stated window opens them as one series with that window baked in', async () => {
    const found = await theSeries(await pictures(), WINDOW);
    expect(found).toMatchObject({ origin: 'pictures', bakedWindow: WINDOW });
    expect(found.slices).toHaveLength(series.slices.length);
  });

  test('gives a volume once that lies there twice, and none of a volume that is too large', async () => {
    const path = temporaryFolder();
    for (const name of ['a.nii', 'b.nii']) writeFileSync(join(path, name), niftiOf(series));
    const source = await openPaths([path]);
    const found: number[] = [];
    // One after the other: of two that are read at once, the one that is there first has the volume.
    for (const study of source.studies) found.push((await readStudy(study)).series.size);
    expect(found).toEqual([1, 0]);
    const small = await readStudy(source.studies[0]!, { mostSeriesBytes: 1000 });
    expect(small.series.size).toBe(0);
    expect(small.unread).toMatchObject([{ path: join(path, 'a.nii'), code: 'nifti-too-large' }]);
    await source.close();
  });

  test('reads the same study in whatever order its files come', async () => {
    const inMemory = files.map(
      ({ name, bytes }): IntakeFile => ({
        name,
        bytes: bytes.length,
        read: async (offset = 0, length = bytes.length) =>
          new Uint8Array(bytes.subarray(offset, offset + length)),
      }),
    );
    const read = async (some: readonly IntakeFile[]): Promise<Series[]> => {
      const { studies } = await findStudies({ files: some, unread: [], referenced: [] }, () => {});
      const all = await Promise.all([...studies.values()].map((study) => readStudy(study)));
      return all.flatMap((study) => [...study.series.values()]);
    };
    const expected = await read(inMemory);
    const anyOrder = fc.shuffledSubarray(inMemory, { minLength: files.length });
    await fc.assert(
      fc.asyncProperty(anyOrder, async (some) => {
        expect(await read(some)).toEqual(expected);
      }),
      { numRuns: 5 },
    );
  });
});
