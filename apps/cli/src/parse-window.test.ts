import fc from '@ichor/testing/properties';
import { expect, test } from 'vitest';
import { parseWindow } from './parse-window.ts';

test('a window is level/width', () => {
  expect(parseWindow('40/80')).toEqual({ center: 40, width: 80 });
  expect(parseWindow('-600/1500')).toEqual({ center: -600, width: 1500 });
  expect(parseWindow('37.5/75.25')).toEqual({ center: 37.5, width: 75.25 });
});

test.each([
  '',
  '40',
  '40,80',
  '40/',
  '/80',
  '40/0',
  '40/-80',
  '40/80/2',
  '40 / 80',
  'brain',
  '1e1/80',
  '0x4/80',
])('"%s" is none, and the message says how one is written', (text) => {
  expect(() => parseWindow(text)).toThrow('such as 40/80');
});

test('whatever level and width are written, they come back', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -9999, max: 9999 }),
      fc.integer({ min: 1, max: 99_999 }),
      (center, width) => {
        expect(parseWindow(`${center}/${width}`)).toEqual({ center, width });
      },
    ),
  );
});
