import { IchorError } from '@ichor/notices';

/** What a prepared folder that is not as it was written is told as. */
export const cacheDamaged = (folder: string, cause?: unknown): IchorError =>
  new IchorError({
    code: 'cache-damaged',
    subject: folder,
    problem: 'is not as it was written',
    cause,
  });
