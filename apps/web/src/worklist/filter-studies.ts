import type { StudyRow } from '@ichor/api';

/** What the list can be narrowed to; a study is in each group that says true. */
export const STUDY_GROUPS = {
  all: { title: 'All', has: () => true },
  called: { title: 'Above threshold', has: ({ calls }) => calls.length > 0 },
  waiting: {
    title: 'Not read yet',
    has: ({ state }) => state.kind === 'received' || state.kind === 'reading',
  },
  trouble: {
    title: 'Incomplete or failed',
    has: ({ state }) =>
      state.kind === 'incomplete' || state.kind === 'cannot-analyse' || state.kind === 'failed',
  },
  real: { title: 'Without simulated', has: ({ simulated }) => !simulated },
} as const satisfies Record<string, { title: string; has: (row: StudyRow) => boolean }>;

export type StudyGroup = keyof typeof STUDY_GROUPS;

/** The studies of a group that have every word of the search in what the list shows of them. */
export function filterStudies(rows: readonly StudyRow[], group: StudyGroup, search: string): StudyRow[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    if (!STUDY_GROUPS[group].has(row)) return false;
    if (words.length === 0) return true;
    const text = searchText(row);
    return words.every((word) => text.includes(word));
  });
}

const searchText = ({ patient, studyDate, description, simulated, calls }: StudyRow): string =>
  [
    patient.name?.replaceAll('^', ' '),
    patient.patientId,
    studyDate,
    description,
    simulated ? 'simulated' : undefined,
    ...calls.map(({ type }) => type),
  ]
    .filter(Boolean)
    .join('\n')
    .toLowerCase();
