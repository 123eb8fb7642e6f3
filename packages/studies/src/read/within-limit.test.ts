import { simulatePatient, simulateStudy } from '@ichor/phantom';
import { expect, test } from 'vitest';
import { chooseSeries } from '../choose/choose-series.ts';
import { huBytesOf, withinLimit } from './within-limit.ts';

const { series } = simulateStudy(simulatePatient('limit'), {
  rows: 64,
  columns: 64,
  thicknessMm: 5,
  tiltDegrees: 0,
});
const bytes = huBytesOf(series);

test('a series within the limit stays as it is', () => {
  expect(withinLimit(series, bytes)).toBe(series);
});

test('one beyond it is refused by name, asked for or not; another of the study is read', () => {
  const large = withinLimit({ ...series, seriesInstanceUid: '1.2.3' }, bytes - 1);
  expect(large.slices.every(({ hu }) => hu.length === 0)).toBe(true);
  for (const asked of [undefined, new Set(['1.2.3'])]) {
    const [choice] = chooseSeries([large], { asked });
    expect(choice).toMatchObject({ status: 'refused', scored: false });
    expect(choice?.reason).toContain('MiB of memory');
    expect(choice?.series.notices.map(({ code }) => code)).toContain('series-too-large');
  }
  expect(chooseSeries([large, series]).map(({ status }) => status)).toEqual(['refused', 'read']);
});
