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
    'isNifti',
    'makeUid',
    'readHeader',
    'readHeaders',
    'readInstance',
    'readNifti',
    'readSlices',
    'readStoredValues',
    'scanHeader',
    'writeCtImage',
  ]);
});
