import { expect, test } from 'vitest';
import * as dicom from './index.ts';

test('the package exports these names', () => {
  expect(Object.keys(dicom).sort()).toEqual([
    'NotCtError',
    'UnreadablePixelsError',
    'buildSeries',
    'buildStacks',
    'isNifti',
    'makeUid',
    'readHeader',
    'readInstance',
    'readSlices',
    'readNifti',
    'readStoredValues',
    'writeCtImage',
  ]);
});
