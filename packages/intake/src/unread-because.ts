import { fileFailure } from '@ichor/files';
import { isIchorError } from '@ichor/notices';
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
  return { path, code: error.code, reason: reasonOf(error) };
}

function reasonOf(error: Error & { readonly code: string }): string {
  if (error.code === 'ENOENT' || error.code === 'ESTALE')
    return 'was there and is gone, or has a name that this system does not give right. Try again.';
  const told = fileFailure(error, 'the file');
  return isIchorError(told)
    ? `${told.problem} (${error.code}). ${told.remedy}`
    : `cannot be read (${error.code}). Look at its permissions and its medium.`;
}
