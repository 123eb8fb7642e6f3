import { expect, it } from 'vitest';
import { counted } from './counted.ts';
import { formatBytes } from './format-bytes.ts';
import { formatDuration } from './format-duration.ts';

it.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1_536, '1.5 KB'],
  [999_999, '1 MB'],
  [524_288, '524 KB'],
  [5_300_000_000, '5.3 GB'],
])('%i bytes read as %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

it.each([
  [-5, '0 s'],
  [44_600, '45 s'],
  [60_000, '1 min'],
  [3_599_000, '59 min'],
  [3_600_000, '1 h'],
  [11_100_000, '3 h 5 min'],
  [86_400_000, '1 day'],
  [200_000_000, '2 days'],
])('%i ms read as %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

it('counts one and many', () => {
  expect(counted(1, 'study', 'studies')).toBe('1 study');
  expect(counted(0, 'file')).toBe('0 files');
  expect(counted(1_200, 'file')).toBe('1,200 files');
});
