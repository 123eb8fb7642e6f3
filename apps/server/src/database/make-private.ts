import { chmodSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What others than its owner may do with a file. */
export const OTHERS = 0o077;

/**
 * Takes a folder's files from everybody but their owner: PGlite makes them for all to read and write, whatever the process's
 * umask says, and the folder round them may one day be copied.
 */
export function makePrivate(folder: string): void {
  if (process.platform === 'win32') return;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() && !entry.isDirectory()) continue;
    const path = join(entry.parentPath, entry.name);
    const { mode } = statSync(path);
    if ((mode & OTHERS) !== 0) chmodSync(path, mode & 0o7777 & ~OTHERS);
  }
}
