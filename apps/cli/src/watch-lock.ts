import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { IchorError } from '@ichor/ct';

/**
 * Takes the lock on a folder of results, so that two watches don't do the same work. The lock is the operating system's, by way
 * of an SQLite transaction on an empty file: whatever kills its holder frees it.
 *
 * @returns what gives it back
 * @throws IchorError 'output-in-use'
 */
export async function lockOutput(folder: string): Promise<() => void> {
  await mkdir(folder, { recursive: true });
  const file = new DatabaseSync(join(folder, '.ichor-watch.lock'));
  try {
    file.exec('begin exclusive');
  } catch (cause) {
    file.close();
    throw new IchorError({
      code: 'output-in-use',
      subject: folder,
      problem: 'is written to by another "ichor watch"',
      remedy: 'Stop that one, or give another folder.',
      cause,
    });
  }
  return () => file.close();
}
