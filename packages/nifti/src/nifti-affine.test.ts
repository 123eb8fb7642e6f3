import { expect, test } from 'vitest';
import { niftiAffine } from './nifti-affine.ts';
import { parseNiftiHeader } from './nifti-header.ts';
import { type NiftiToWrite, writeNifti } from './testing/write-nifti.ts';

const affineOf = (of: Partial<NiftiToWrite>) =>
  niftiAffine(
    parseNiftiHeader(
      writeNifti({
        size: [2, 2, 2],
        affine: [
          [-2, 0, 0, 90],
          [0, 3, 0, -120],
          [0, 0, 5, -60],
        ],
        value: () => 0,
        ...of,
      }),
    ),
  );

test('what runs to the right and to the front in NIfTI runs to the left and to the back in DICOM; up is up', () => {
  expect(affineOf({})).toMatchObject({
    steps: [
      [2, 0, 0],
      [0, -3, 0],
      [0, 0, 5],
    ],
    origin: [-90, 120, -60],
    from: 'sform',
  });
});

test('the quaternion of a qform says the same', () => {
  // Half a turn about y: (b, c, d) = (0, 1, 0); qfac -1 turns the third axis back.
  const { steps, origin, from } = affineOf({
    sformCode: 0,
    qformCode: 1,
    quaternion: [0, 1, 0],
    quaternionOffset: [90, -120, -60],
    pixdim: [-1, 2, 3, 5],
  });
  expect(from).toBe('qform');
  expect(steps).toEqual([
    [2, 0, 0],
    [0, -3, 0],
    [0, 0, 5],
  ]);
  expect(origin).toEqual([-90, 120, -60]);
});
