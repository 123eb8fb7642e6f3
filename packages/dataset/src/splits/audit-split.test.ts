import { isIchorError } from '@ichor/notices';
import { expect, test } from 'vitest';
import { auditSplit } from './audit-split.ts';

test('a split by patient passes, whatever the number of slices', () => {
  expect(() => auditSplit(['a', 'a', 'b'], ['c', 'c'])).not.toThrow();
  expect(() => auditSplit([], ['c'])).not.toThrow();
});

test('a patient on both sides is refused, and not named', () => {
  let error: unknown;
  try {
    auditSplit(['anna', 'a', 'b'], ['b', 'c', 'anna']);
  } catch (caught) {
    error = caught;
  }
  expect(isIchorError(error) && error.code).toBe('patient-on-both-sides');
  expect(String(error)).toContain('2 patients');
  expect(String(error)).not.toContain('anna');
});
