import { expect, test } from 'vitest';
import { diskFull } from './disk-full.ts';

test('a full disk is known by whoever says so, and nothing else is taken for one', () => {
  const full = [{ code: 'ENOSPC' }, { code: '53100' }, { code: 'ERR_SQLITE_ERROR', errcode: 13 }];
  for (const fields of full) {
    expect(diskFull(Object.assign(new Error(), fields), 'data')).toMatchObject({ code: 'disk-full' });
  }
  const other = [{}, { code: 'EACCES' }, { code: 'ERR_SQLITE_ERROR', errcode: 5 }];
  for (const fields of other) expect(diskFull(Object.assign(new Error(), fields), 'data')).toBeUndefined();
});
