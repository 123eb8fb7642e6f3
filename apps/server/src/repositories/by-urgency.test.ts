import type { StudyRow } from '@ichor/api';
import { expect, test } from 'vitest';
import { byUrgency } from './by-urgency.ts';

const row = (id: string, changes: Partial<StudyRow>): StudyRow => ({
  id,
  patient: { name: null, patientId: null, age: null, sex: null },
  severalPatients: false,
  studyDate: null,
  description: null,
  simulated: false,
  receivedAt: '2026-01-01T00:00:00.000Z',
  revision: 1,
  state: { kind: 'read' },
  instances: 30,
  calls: [],
  scores: null,
  ...changes,
});
const call = (score: number): StudyRow['calls'] => [
  { type: 'any', score, threshold: 0.1, thresholdFrom: 'a test' },
];

test('calls come first, what nobody can say yet before what has nothing above threshold, the longest waiting first', () => {
  const rows = [
    row('nothing', {}),
    row('refused', { state: { kind: 'cannot-analyse', reason: 'it is a scout' } }),
    row('new', { state: { kind: 'received' }, receivedAt: '2026-01-01T00:02:00.000Z' }),
    row('old', { state: { kind: 'reading', done: 1, total: 30 } }),
    row('failed', { state: { kind: 'failed', reason: 'it stopped the worker twice' } }),
    row('simulated', { calls: call(0.9), simulated: true }),
    row('low', { calls: call(0.2) }),
    row('high', { calls: call(0.8) }),
  ];
  expect(rows.sort(byUrgency).map(({ id }) => id)).toEqual([
    'high',
    'low',
    'simulated',
    'failed',
    'old',
    'new',
    'refused',
    'nothing',
  ]);
});
