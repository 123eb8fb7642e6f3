import { IchorError } from '@ichor/ct';

/**
 * Refuses a split that puts one patient on both sides: slices of one head are near copies of one another, and a
 * network that has seen some knows the rest.
 *
 * @throws IchorError `patient-on-both-sides`. It counts the patients and doesn't name them.
 */
export function auditSplit(train: Iterable<string>, heldOut: Iterable<string>): void {
  const known = new Set(train);
  const both = new Set([...heldOut].filter((patient) => known.has(patient)));
  if (both.size === 0) return;
  throw new IchorError({
    code: 'patient-on-both-sides',
    subject: 'split',
    problem: `puts ${both.size} ${both.size === 1 ? 'patient' : 'patients'} both among those it learns from and those that score it`,
    remedy: 'Split by patient, so that every slice of a patient is on one side.',
  });
}
