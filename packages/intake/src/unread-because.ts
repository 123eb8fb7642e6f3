import { isIchorError } from '@ichor/ct';
import { isFileError } from './file-error.ts';
import type { UnreadFile } from './intake-file.ts';

/**
 * What is said of a file whose reading failed.
 *
 * @throws what is neither an IchorError nor the operating system's error
 */
export function unreadBecause(path: string, error: unknown): UnreadFile {
  if (isIchorError(error)) return { path, code: error.code, reason: `${error.problem}. ${error.remedy}` };
  if (!isFileError(error)) throw error;
  const gone = error.code === 'ENOENT' || error.code === 'ESTALE';
  const reason = gone
    ? 'was there and is gone, or has a name that this system does not give right. Try again.'
    : `cannot be read (${error.code}). Look at its permissions and its medium.`;
  return { path, code: error.code, reason };
}
