import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileFailure, makeOutputFolder } from '@ichor/files';
import { IchorError } from '@ichor/notices';

/** SQLITE_BUSY. */
const BUSY = 5;

/**
 * Takes the lock on a folder of results, so that two watches don't do the same work. The lock is the operating system's, by way
 * of an SQLite transaction on an empty file: whatever kills its holder frees it.
 *
 * @returns what gives it back
 * @throws IchorError 'output-in-use'; FileFailure where the folder can't be written to
 */
export async function lockOutput(folder: string): Promise<() => void> {
  await makeOutputFolder(folder);
  const path = join(folder, '.ichor-watch.lock');
  let file: DatabaseSync | undefined;
  try {
    // The system says why it can't be opened; SQLite says only that.
    await (await open(path, 'a')).close();
    file = new DatabaseSync(path);
    file.exec('begin exclusive');
  } catch (cause) {
    file?.close();
    throw isBusy(cause) ? inUse(folder, cause) : fileFailure(cause, folder);
  }
  const held = file;
  return () => held.close();
}

const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && error.errcode === BUSY;

const inUse = (subject: string, cause: unknown): IchorError =>
  new IchorError({
    code: 'output-in-use',
    subject,
    problem: 'is written to by another "ichor watch"',
    cause,
  });
