import { expect, it } from 'vitest';
import { studyRow } from '../testing/study-row.ts';
import { filterStudies } from './filter-studies.ts';

const call = { type: 'subdural', score: 0.9, threshold: 0.4, thresholdFrom: 'x' } as const;
const list = [
  studyRow('1', { calls: [call], patient: { name: 'Doe^Jane', patientId: 'A7', age: null, sex: null } }),
  studyRow('2', { state: { kind: 'reading', done: 3, total: 9 }, simulated: true }),
  studyRow('3', { state: { kind: 'failed', reason: 'x' }, description: null }),
];
const ids = (rows: readonly { id: string }[]) => rows.map(({ id }) => id).join('');

it('narrows to a group', () => {
  expect(ids(filterStudies(list, 'all', ''))).toBe('123');
  expect(ids(filterStudies(list, 'called', ''))).toBe('1');
  expect(ids(filterStudies(list, 'waiting', ''))).toBe('2');
  expect(ids(filterStudies(list, 'trouble', ''))).toBe('3');
  expect(ids(filterStudies(list, 'real', ''))).toBe('13');
});

it('finds every word of a search, in any case and order, in what the list shows', () => {
  expect(ids(filterStudies(list, 'all', ' jane DOE '))).toBe('1');
  expect(ids(filterStudies(list, 'all', 'a7 subdural'))).toBe('1');
  expect(ids(filterStudies(list, 'all', 'simulated'))).toBe('2');
  expect(ids(filterStudies(list, 'all', '2026-11-24 head'))).toBe('12');
  expect(filterStudies(list, 'called', 'simulated')).toEqual([]);
});
