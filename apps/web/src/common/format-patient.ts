import type { StudyRow } from '@ichor/api';

/** DICOM's family^given^middle^prefix^suffix (the alphabetic group) -> "Family, Given Middle". */
export function formatName(name: string): string {
  const [family = '', ...given] = (name.split('=')[0] ?? '').split('^').map((part) => part.trim());
  return [family, given.filter(Boolean).join(' ')].filter(Boolean).join(', ');
}

/** What a study shows as its patient's name; null where its files name none. Of several patients none is named. */
export const shownName = ({
  patient,
  severalPatients,
}: Pick<StudyRow, 'patient' | 'severalPatients'>): string | null =>
  severalPatients ? 'Several patients' : patient.name && formatName(patient.name);

const UNITS: Record<string, string> = { Y: 'y', M: 'months', W: 'weeks', D: 'days' };

/** DICOM's 063Y -> "63 y"; what is no age is shown as it is. */
export function formatAge(age: string): string {
  const [, number, unit] = /^(\d+)([YMWD])$/.exec(age) ?? [];
  return number && unit ? `${Number(number)} ${UNITS[unit]}` : age;
}
