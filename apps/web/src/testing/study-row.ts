import type { StudyRow } from '@ichor/api';

/** For tests: a study that was read and had nothing called. */
export const studyRow = (id: string, more: Partial<StudyRow> = {}): StudyRow => ({
  id,
  patient: { name: `Nobody^${id}`, patientId: `P${id}`, age: '63Y', sex: 'F' },
  severalPatients: false,
  studyDate: '2026-11-24',
  description: 'Head',
  simulated: false,
  receivedAt: '2026-11-24T10:00:00.000Z',
  revision: 1,
  state: { kind: 'read' },
  instances: 32,
  calls: [],
  scores: null,
  ...more,
});
