import { type Series, SOUND_SERIES } from '@ichor/ct';
import { inputSpecification } from '@ichor/scoring';
import { expect, test } from 'vitest';
import { bandShares, prepareStudy } from './prepare-study.ts';

function seriesOf(spacingMm: number, count: number): Series {
  const slices = Array.from({ length: count }, (_, i) => ({
    sopInstanceUid: String(i),
    seriesInstanceUid: 's',
    studyInstanceUid: 's',
    patientId: 'p',
    rows: 32,
    columns: 32,
    hu: new Int16Array(32 * 32).fill(40),
    notices: [],
  }));
  return {
    seriesInstanceUid: 's',
    studyInstanceUid: 's',
    patientId: 'p',
    slices,
    positionsMm: slices.map((_, i) => i * spacingMm),
    tiltDegrees: 0,
    ...SOUND_SERIES,
    origin: 'dicom',
  };
}

const prepared = (spacingMm: number, positive: readonly number[], count = 12) => {
  const labels = new Uint8Array(count * 6);
  for (const slice of positive) labels[slice * 6 + 5] = 1;
  const sliceIds = Array.from({ length: count }, (_, i) => String(i));
  const study = { key: 'k', patient: 'p', series: seriesOf(spacingMm, count), labels, sliceIds };
  const { labels: out, slices, relative } = prepareStudy(study, inputSpecification(32));
  return { any: out.filter((_, i) => i % 6 === 5), slices, relative };
};

test('of slices 5 mm apart each is a sample with its own labels', () => {
  const { any, slices, relative } = prepared(5, [3, 4]);
  expect(any).toEqual([0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0]);
  expect(slices[3]).toBe('3');
  expect(relative[6]).toBeCloseTo(6 / 11, 12);
});

test('of thin slices a sample is positive if one of the slices nearest to it is', () => {
  // Slices every 1.25 mm, samples every 5: slices 0, 4 and 8; slice 7 is nearest to the last.
  const { any, slices } = prepared(1.25, [7]);
  expect(slices).toEqual(['0', '4', '8']);
  expect(any).toEqual([0, 0, 1]);
});

test('shares of bright bands are of what lies between 5 and 99 HU', () => {
  const hu = Int16Array.from([-1000, 0, 5, 40, 40, 49, 50, 59, 60, 75, 98, 99, 1000]);
  expect(bandShares(hu)).toEqual([2 / 8, 1 / 8, 2 / 8]);
  expect(bandShares(Int16Array.of(-1000, 1000))).toEqual([0, 0, 0]);
});
