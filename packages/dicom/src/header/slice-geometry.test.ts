import { describe, expect, test } from 'vitest';
import { readInstance } from '../read-slices.ts';
import { buildSeries } from '../series/build-series.ts';
import { type CtImage, writeCtImage } from '../write/write-ct-image.ts';

/** A slice as it is read from a file with this header. */
const read = (header: Partial<CtImage>) =>
  readInstance(
    writeCtImage({
      sopInstanceUid: '1.2.3.4',
      seriesInstanceUid: '1.2.3',
      studyInstanceUid: '1.2',
      patientId: 'nobody',
      rows: 4,
      columns: 4,
      hu: new Int16Array(16),
      pixelSpacing: [0.5, 0.5],
      imagePositionPatient: [0, 0, 0],
      imageOrientationPatient: [1, 0, 0, 0, 1, 0],
      ...header,
    }),
    'file',
  );

const codesOf = async (header: Partial<CtImage>): Promise<string[]> => {
  const [series] = buildSeries([await read(header)]);
  // 16 pixels are too few to judge their values.
  return series!.notices.map(({ code }) => code).filter((code) => code !== 'hounsfield-unchecked');
};

describe('what a header says of where a slice lies', () => {
  test('is taken as it stands where it can be true', async () => {
    const slice = await read({ pixelSpacing: [0.4, 0.6], sliceThickness: 5, spacingBetweenSlices: 4 });
    expect(slice).toMatchObject({ pixelSpacing: [0.4, 0.6], sliceThicknessMm: 5, spacingBetweenSlicesMm: 4 });
    expect(slice.notices).toEqual([]);
  });

  test.each<[string, readonly [number, number]]>([
    ['0', [0, 0]],
    ['below 0', [-0.5, 0.5]],
    ['50 mm', [50, 50]],
    ['a micrometre', [0.5, 0.001]],
  ])('a PixelSpacing of %s is left out, and said', async (_, pixelSpacing) => {
    expect((await read({ pixelSpacing })).pixelSpacing).toBeUndefined();
    expect(await codesOf({ pixelSpacing })).toEqual(['pixel-spacing-invalid']);
  });

  test.each<[string, CtImage['imageOrientationPatient']]>([
    ['of another length than 1', [2, 0, 0, 0, 2, 0]],
    ['that are not at right angles', [1, 0, 0, 0.5, Math.sqrt(0.75), 0]],
    ['that are all 0', [0, 0, 0, 0, 0, 0]],
  ])('direction cosines %s are left out, and said', async (_, imageOrientationPatient) => {
    expect((await read({ imageOrientationPatient })).imageOrientationPatient).toBeUndefined();
    expect(await codesOf({ imageOrientationPatient })).toEqual([
      'orientation-invalid',
      'orientation-missing',
    ]);
  });

  test('a position of two numbers is none', async () => {
    const imagePositionPatient = [1, 2] as unknown as CtImage['imagePositionPatient'];
    expect((await read({ imagePositionPatient })).imagePositionPatient).toBeUndefined();
    expect(await codesOf({ imagePositionPatient })).toEqual(['position-invalid', 'spacing-assumed']);
  });

  test('a SpacingBetweenSlices below 0 tells an order and no distance; one of 0 tells nothing', async () => {
    expect((await read({ spacingBetweenSlices: -5 })).spacingBetweenSlicesMm).toBe(5);
    expect((await read({ spacingBetweenSlices: 0 })).spacingBetweenSlicesMm).toBeUndefined();
  });
});
