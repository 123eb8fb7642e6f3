import { IchorError } from '@ichor/ct';

/** The error to show where a disk is full; undefined for any other. */
export function diskFull(error: unknown, subject: string): IchorError | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  // 53100: PostgreSQL's disk_full.
  if (code !== 'ENOSPC' && code !== 'EDQUOT' && code !== '53100') return undefined;
  return noSpace(subject, error);
}

export const noSpace = (subject: string, cause: unknown): IchorError =>
  new IchorError({
    code: 'disk-full',
    subject,
    problem: 'has no space left on its disk',
    remedy: 'Make space, or give a folder on another disk with --data.',
    cause,
  });
