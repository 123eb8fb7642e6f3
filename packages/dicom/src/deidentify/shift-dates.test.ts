import { expect, test } from 'vitest';
import { isTime, shiftDate, shiftDateTime } from './shift-dates.ts';

test('a date moves over months, years and leap days', () => {
  expect(shiftDate('20240301', -1)).toBe('20240229');
  expect(shiftDate('20230301', -1)).toBe('20230228');
  expect(shiftDate('20240101', -366)).toBe('20221231');
  expect(shiftDate('1999.12.31', 1)).toBe('2000.01.01');
});

test('two dates keep their distance, whatever the shift', () => {
  for (const days of [-3650, -1000, -31, -1]) {
    const [a, b] = ['20240215', '20240402'].map((text) => shiftDate(text, days)!);
    const day = (text: string) =>
      Date.parse(`${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`) / 86_400_000;
    expect(day(b!) - day(a!)).toBe(47);
  }
});

test('what is no date is not taken for one', () => {
  for (const text of [
    '',
    '20240230',
    '20241301',
    '2024',
    'yesterday',
    '20240101 DOE',
    '00000000',
    '2024.0101',
  ])
    expect(shiftDate(text, -5)).toBeUndefined();
});

test('a date and time keeps its time, its zone and its exactness', () => {
  expect(shiftDateTime('20240301134501.123456+0100', -1)).toBe('20240229134501.123456+0100');
  expect(shiftDateTime('2024030113', -1)).toBe('2024022913');
  expect(shiftDateTime('202403', -31)).toBe('202402');
  expect(shiftDateTime('2024', -365)).toBe('2023');
  expect(shiftDateTime('20240301DOE', -1)).toBeUndefined();
});

test('a time of day is told from other text', () => {
  for (const text of ['12', '1230', '123059', '123059.5', '12:30:59']) expect(isTime(text)).toBe(true);
  for (const text of ['', '1', 'DOE', '123059 DOE', '12-30']) expect(isTime(text)).toBe(false);
});
