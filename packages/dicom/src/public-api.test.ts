import { expect, test } from 'vitest';
import * as dicom from './index.ts';

test('the package exports these names', () => {
  expect(Object.keys(dicom).sort()).toEqual([
    'CONFIDENTIALITY_EDITION',
    'NotCtError',
    'Pseudonyms',
    'UnreadablePixelsError',
    'buildSeries',
    'buildStacks',
    'deidentifyInstance',
    'isDicomdir',
    'isNifti',
    'makeUid',
    'pictureFormat',
    'readDicomdir',
    'readHeader',
    'readHeaderBytes',
    'readHeaders',
    'readInstance',
    'readNifti',
    'readSlices',
    'readSlicesOf',
    'readStoredValues',
    'scanHeader',
    'writeCtImage',
  ]);
});
