import { expect, test } from 'vitest';
import * as intake from './index.ts';

test('the package exports these names', () => {
  expect(Object.keys(intake).sort()).toEqual([
    'DiskFile',
    'STANDARD_INPUT',
    'ZIP_ENTRY_DAMAGED',
    'findFiles',
    'isFileError',
    'isZip',
    'looksLikeDicom',
    'openIntake',
    'openZip',
    'packedRefusal',
    'seriesLimit',
    'unreadBecause',
    'walkFolder',
    'zipBudget',
  ]);
});
