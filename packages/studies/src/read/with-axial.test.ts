import type { Series } from '@ichor/ct';
import { makeUid } from '@ichor/dicom';
import { notice } from '@ichor/notices';
import { tinySeries } from '@ichor/testing/tiny-series';
import { expect, test } from 'vitest';
import { chooseSeries } from '../choose/choose-series.ts';
import { withAxial } from './with-axial.ts';

const NOT_AXIAL = notice('not-axial', { plane: 'sagittal', degrees: 90 });

/** Sagittal slices of a studied head that is the same all the way, `gapMm` apart. */
function sagittal(gapMm: number, studyInstanceUid = '1.2'): Series {
  const count = Math.round(140 / gapMm);
  const series = tinySeries({ slices: count, spacingMm: gapMm, seriesInstanceUid: '1.9', studyInstanceUid });
  return {
    ...series,
    tiltDegrees: 90,
    plane: 'sagittal',
    notices: [NOT_AXIAL],
    refusals: [NOT_AXIAL],
    slices: series.slices.map((slice, i) => ({
      ...slice,
      pixelSpacing: [2, 2],
      imageOrientationPatient: [0, 1, 0, 0, 0, -1],
      imagePositionPatient: [70 - i * gapMm, -80, 80],
    })),
  };
}

test('a study of fine sagittal slices alone is read in axial ones', () => {
  const [series] = withAxial([sagittal(2)]);
  expect(chooseSeries([series!])[0]!.status).toBe('read');
  expect(series!.notices.map(({ code }) => code)).toEqual(['resliced']);
  expect(series!.slices[3]!.sopInstanceUid).toBe(makeUid('axial', '1.2', '1.9', 3));
});

test('coarse ones are refused, with both reasons', () => {
  const [series] = withAxial([sagittal(5)]);
  const [choice] = chooseSeries([series!]);
  expect(choice!.status).toBe('refused');
  expect(choice!.reason).toContain(
    'The slices are sagittal: they stand 90.0 degrees from axial; no axial ones were computed: its slices lie up to 5.0 mm',
  );
});

test('where the study has an axial series the others stay as they are, in other studies they do not', () => {
  const axial = tinySeries();
  const [reformat, elsewhere] = [sagittal(2), sagittal(2, '9.9')];
  const [first, second, third] = withAxial([axial, reformat, elsewhere]);
  expect(first).toBe(axial);
  expect(second).toBe(reformat);
  expect(third!.notices[0]!.code).toBe('resliced');
});
