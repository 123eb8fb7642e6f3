import { readInstance, writeCtImage } from '@ichor/dicom';
import { expect, test } from 'vitest';
import { describeValues } from './describe-values.ts';

const slice = (rescaleIntercept: number) =>
  readInstance(
    writeCtImage({
      sopInstanceUid: '1.2.3',
      seriesInstanceUid: '1.2',
      studyInstanceUid: '1',
      patientId: 'P',
      rows: 4,
      columns: 4,
      hu: Int16Array.from({ length: 16 }, (_, i) => (i === 5 ? 32 : i === 6 ? 900 : i < 8 ? -1000 : -990)),
      pixelSpacing: [1, 1],
      imagePositionPatient: [0, 0, 0],
      imageOrientationPatient: [1, 0, 0, 0, 1, 0],
      rescaleIntercept,
    }),
    'slice',
  );

test('values of slices that are all stored alike are one line', async () => {
  const values = describeValues([await slice(-1024), await slice(-1024)])!;
  expect(values.ways).toEqual([{ way: '16 bits, unsigned, slope 1, intercept -1024', slices: 2 }]);
  expect(values).toMatchObject({ storedRange: [24, 1924], paddingFilled: 0, saturatedHigh: 0 });
  expect(Math.round(values.airHu! / 10)).toBe(-99);
});

test('where slices differ it says how many are stored how', async () => {
  const values = describeValues([await slice(-1024), await slice(-1000), await slice(-1024)])!;
  expect(values.ways).toEqual([
    { way: '16 bits, unsigned, slope 1, intercept -1024', slices: 2 },
    { way: '16 bits, unsigned, slope 1, intercept -1000', slices: 1 },
  ]);
  expect(values.storedRange).toEqual([0, 1924]);
});

test('without decoded slices there is nothing to say', () => {
  expect(describeValues([])).toBeNull();
});
