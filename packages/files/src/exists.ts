import { stat } from 'node:fs/promises';
import { fileFailure, isFileFailure, isSystemError } from './file-failure.ts';

/** Whether the system says that nothing has this path: what may not be looked at, or lies on a disk that fails, may well be there. */
export function isAbsent(error: unknown): boolean {
  const code = isFileFailure(error) ? error.systemCode : isSystemError(error) ? error.code : undefined;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/**
 * Whether something has this path.
 *
 * @throws FileFailure where nobody can say
 */
export async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (isAbsent(error)) return false;
    throw fileFailure(error, path);
  }
}
