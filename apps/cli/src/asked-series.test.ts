import { expect, test } from 'vitest';
import { askedSeries } from './asked-series.ts';
import { everyValue } from './options.ts';

const all = ['1.2.840.1', '1.2.840.12', '1.3.5'];

test('takes a whole UID, and a beginning or end that only one has', () => {
  expect([...askedSeries(all, ['1.2.840.1'])]).toEqual(['1.2.840.1']);
  expect([...askedSeries(all, ['1.3', '.12', '.12'])]).toEqual(['1.3.5', '1.2.840.12']);
  expect(askedSeries(all, []).size).toBe(0);
});

test('lists what fits where several do, and all where none does', () => {
  expect(() => askedSeries(all, ['1.2'])).toThrow(/fits 2 series[\s\S]*1\.2\.840\.1\n[\s\S]*1\.2\.840\.12$/);
  for (const part of ['9', ''])
    expect(() => askedSeries(all, [part])).toThrow(/fits no series[\s\S]*1\.3\.5$/);
  expect(() => askedSeries([], ['9'])).toThrow(/No series was found/);
});

test('every value of an option that is given several times counts', () => {
  expect(everyValue('series', ['a', '--series', '1', '--json', '--series=2', '--', '--series', '3'])).toEqual(
    ['1', '2'],
  );
  expect(() => everyValue('series', ['a', '--series'])).toThrow(/--series/);
});
