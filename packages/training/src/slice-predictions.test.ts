import type { LabelledStudy, Prepared, Source } from '@ichor/dataset';
import { isIchorError } from '@ichor/notices';
import { expect, test } from 'vitest';
import { slicePredictions } from './slice-predictions.ts';

/** Slices of a study at the places named, of which those of `positive` show an epidural bleed. */
function studyOf(
  patient: string,
  positionsMm: readonly number[],
  positive: readonly number[],
): LabelledStudy {
  return {
    key: patient,
    patient,
    series: { positionsMm } as unknown as LabelledStudy['series'],
    sliceIds: positionsMm.map((at) => `${patient} at ${at}`),
    labels: Uint8Array.from(
      positionsMm.flatMap((_, i) => (positive.includes(i) ? [1, 0, 0, 0, 0, 1] : [0, 0, 0, 0, 0, 0])),
    ),
  };
}

/** 5 mm, three samples; 2 mm, at 0, 5 and 10 mm; a single slice. */
const studies = [
  studyOf('thick', [0, 5, 10], [2]),
  studyOf('thin', [0, 2, 4, 6, 8, 10, 12], [1]),
  studyOf('single', [3], []),
];
const source = { load: async (index: number) => studies[index]! } as unknown as Source;
const prepared = {
  folder: 'cache/some-16px',
  specification: { sliceThicknessMm: 5 },
  studies: Int32Array.from([0, 0, 0, 1, 1, 1, 2]),
} as unknown as Prepared;
const scoresOf = (values: readonly number[]) =>
  Float64Array.from(values.flatMap((value) => [value, 0, 0, 0, 0, value / 2]));
const firstOf = (scores: Float64Array) => Array.from(scores).filter((_, i) => i % 6 === 0);

test('every slice of a thin series has a row with the scores of its nearest sample and its own labels', async () => {
  const { predictions, labelled } = await slicePredictions(
    source,
    prepared,
    [3, 4, 5],
    scoresOf([0.1, 0.2, 0.3]),
  );
  expect(predictions.slices).toEqual([0, 2, 4, 6, 8, 10, 12].map((at) => `thin at ${at}`));
  expect(new Set(predictions.patients)).toEqual(new Set(['thin']));
  expect(firstOf(predictions.scores)).toEqual([0.1, 0.1, 0.2, 0.2, 0.3, 0.3, 0.3]);
  expect(predictions.scores[5]).toBe(0.05);
  // Its sample is positive, but of the two slices only one shows blood.
  expect(Array.from(labelled.labels).filter((_, i) => i % 6 === 5)).toEqual([0, 1, 0, 0, 0, 0, 0]);
});

test('where each slice is a sample, rows and scores stay as they are', async () => {
  const scores = scoresOf([0.1, 0.2, 0.3, 0.4]);
  const { predictions } = await slicePredictions(source, prepared, [0, 1, 2, 6], scores);
  expect(predictions.patients).toEqual(['thick', 'thick', 'thick', 'single']);
  expect(predictions.slices).toEqual(['thick at 0', 'thick at 5', 'thick at 10', 'single at 3']);
  expect(predictions.scores).toEqual(scores);
});

test('prepared data that has other samples than its studies is refused', async () => {
  const error = await slicePredictions(source, prepared, [3, 4], scoresOf([0.1, 0.2])).catch(
    (caught: unknown) => caught,
  );
  expect(isIchorError(error) && error.code).toBe('cache-outdated');
});
