import { simulatePatient, simulateStudy } from '@ichor/phantom';
import type { SourceStudy } from '@ichor/studies';
import { enhancedCt } from '@ichor/testing/enhanced-ct';
import { niftiOf } from '@ichor/testing/nifti-of';
import { expectOneSeries } from '@ichor/testing/study-source-contract';
import { expect, test } from 'vitest';
import type { StudyToRead } from '../repositories/readings.ts';
import type { Store } from '../store/store.ts';
import { type StoredSeries, storedStudy } from './stored-study.ts';

const { files, series } = simulateStudy(simulatePatient('large'), {
  rows: 64,
  columns: 64,
  thicknessMm: 12,
  tiltDegrees: 0,
});
const SLICE_BYTES = 2 * 64 * 64;

/** A stored series of these files, one after the other. */
function stored(contents: readonly Uint8Array[]): SourceStudy<StoredSeries> {
  const store = { read: async (name: string) => Buffer.from(contents[Number(name)]!) };
  const instances = contents.map((_, i) => ({ sha256: String(i), sopInstanceUid: String(i) }));
  const { seriesInstanceUid } = series;
  const study = { series: [{ seriesInstanceUid, instances }] } as unknown as StudyToRead;
  return storedStudy(store as unknown as Store, study);
}

test.each([
  ['a slice a file', files.map(({ bytes }) => bytes)],
  ['all slices in one file', [enhancedCt(series, series.slices)]],
  ['a volume that was sent twice', [niftiOf(series), niftiOf(series)]],
])('a stored series is one that any source could give: %s', async (name, contents) => {
  // A volume has a UID of its own, which the database knows from its header.
  const study = stored(contents);
  const studies = name.includes('volume')
    ? [{ series: study.series.map((one) => ({ ...one, seriesInstanceUid: undefined })) }]
    : [study];
  const opened = await expectOneSeries(studies);
  expect(opened.slices.map(({ hu }) => hu)).toEqual(series.slices.map(({ hu }) => hu));
});

test.each([
  ['a slice a file', files.map(({ bytes }) => bytes)],
  ['all slices in one file', [enhancedCt(series, series.slices)]],
])('a series beyond the bound is not held, and is refused by name: %s', async (_, contents) => {
  const [one] = stored(contents).series;
  const within = await one!.open({
    pixels: true,
    mostHuBytes: SLICE_BYTES * series.slices.length,
  });
  expect(within.series.notices.map(({ code }) => code)).not.toContain('series-too-large');
  expect(within.series.slices.every(({ hu }) => hu.length > 0)).toBe(true);
  const beyond = await one!.open({ pixels: true, mostHuBytes: 5 * SLICE_BYTES });
  expect(beyond.series.slices).toHaveLength(series.slices.length);
  expect(beyond.series.slices.every(({ hu }) => hu.length === 0)).toBe(true);
  expect(beyond.series.notices.map(({ code }) => code)).toContain('series-too-large');
});
