import { expect, test } from 'vitest';
import * as files from './index.ts';

test('the package exports these names', () => {
  expect(Object.keys(files).sort()).toEqual([
    'FileFailure',
    'exists',
    'fileFailure',
    'flushFolder',
    'isAbsent',
    'isFileFailure',
    'isHandedOver',
    'isSystemError',
    'makeFolder',
    'makeOutputFolder',
    'makeWritable',
    'notAFile',
    'partPath',
    'readWhole',
    'refuseNested',
    'removeLeftovers',
    'uidFolder',
    'writeWhole',
  ]);
});
