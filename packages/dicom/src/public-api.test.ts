import { expect, test } from 'vitest';
import * as dicom from './index.ts';

test('the package exports these names', () => {
  expect(Object.keys(dicom).sort()).toEqual([
    'CONFIDENTIALITY_EDITION',
    'NotCtError',
    'Pseudonyms',
    'TAG',
    'UnreadablePixelsError',
    'buildSeries',
    'buildStacks',
    'deidentifyInstance',
    'isDicomdir',
    'makeUid',
    'pictureFormat',
    'readDicomdir',
    'readHeader',
    'readHeaderBytes',
    'readHeaders',
    'readInstance',
    'readSlices',
    'readSlicesOf',
    'readStoredValues',
    'scanHeader',
    'writeCtImage',
  ]);
});
