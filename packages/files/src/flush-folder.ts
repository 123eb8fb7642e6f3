import { open } from 'node:fs/promises';
import { isSystemError } from './file-failure.ts';

/** Some systems can't flush a folder (Windows, a few network shares), or let it be written and not read: none need, or know, the call. */
const CANNOT = new Set(['EISDIR', 'EACCES', 'EPERM', 'EINVAL', 'EBADF', 'ENOTSUP', 'ENOSYS']);

/** Puts the names in a folder on the disk: a file that was flushed has its bytes there, but not yet its name. */
export async function flushFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (!isSystemError(error) || !CANNOT.has(error.code)) throw error;
  }
}
