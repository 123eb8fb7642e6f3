import { IchorError } from '@ichor/notices';

/** The error to show where a disk is full; undefined for any other. */
export function diskFull(error: unknown, subject: string): IchorError | undefined {
  if (!(error instanceof Error)) return undefined;
  // SQLite's code beside Node's own; the database's lock is its.
  const code = 'errcode' in error ? error.errcode : 'code' in error ? error.code : undefined;
  return FULL.has(code) ? noSpace(subject, error) : undefined;
}

/** The operating system's, PostgreSQL's disk_full, SQLite's SQLITE_FULL. */
const FULL: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT', '53100', 13]);

export const noSpace = (subject: string, cause: unknown): IchorError =>
  new IchorError({
    code: 'disk-full',
    subject,
    problem: 'has no space left on its disk',
    remedy: 'Make space, or give a folder on another disk with --data.',
    cause,
  });
