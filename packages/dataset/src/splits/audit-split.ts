import { IchorError } from '@ichor/notices';

/**
 * Refuses a split that puts one patient, or one group of them, on both sides: slices of one head are near copies of one another, and a
 * network that has seen some knows the rest.
 *
 * @param train names of patients, or of groups
 * @throws IchorError `patient-on-both-sides`. It counts them and names nobody.
 */
export function auditSplit(
  train: Iterable<string>,
  heldOut: Iterable<string>,
  what: 'patient' | 'group' = 'patient',
): void {
  const known = new Set(train);
  const both = new Set([...heldOut].filter((patient) => known.has(patient)));
  if (both.size === 0) return;
  throw new IchorError({
    code: 'patient-on-both-sides',
    subject: 'split',
    problem: `puts ${both.size} ${both.size === 1 ? what : `${what}s`} both among those it learns from and those that score it`,
  });
}
