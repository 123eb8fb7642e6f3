import { readFile, rm } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { writeWhole } from '@ichor/files';
import { IchorError } from '@ichor/notices';
import type { DataFolder } from './data-folder.ts';
import { diskFull } from './disk-full.ts';

/** Who has the embedded database open, for those who want to speak to it and for those who are refused. */
export interface Holder {
  readonly pid: number;
  /** Of the socket; null while the database is being opened. */
  readonly url: string | null;
}

/** Others hold the lock for a glance, to see whether it is free. */
const GLANCE_MS = 500;

export interface DatabaseLock {
  /** What the holder before wrote of itself, where it was killed. */
  readonly before: Holder | undefined;
  /** Says where the database can be reached. */
  announce(url: string): Promise<void>;
  release(): Promise<void>;
}

/**
 * Takes the lock on a data folder's database: two processes that open one PGlite folder lose rows without an error.
 *
 * The lock is the operating system's, by way of an SQLite transaction on an empty file: whatever kills its holder frees it, so
 * a lock left behind can't exist, and what a dead holder wrote about itself is overwritten.
 *
 * @throws IchorError `database-locked`, naming the holder's process; `disk-full`
 */
export async function lockDatabase(folder: DataFolder): Promise<DatabaseLock> {
  const file = new DatabaseSync(folder.lock, { timeout: GLANCE_MS });
  try {
    file.exec('begin exclusive');
  } catch (error) {
    file.close();
    throw isLocked(error) ? await refusal(folder, error) : (diskFull(error, folder.root) ?? error);
  }
  const announce = (url: string | null) => writeHolder(folder, { pid: process.pid, url });
  const before = await readHolder(folder);
  try {
    await announce(null);
  } catch (error) {
    file.close();
    throw diskFull(error, folder.root) ?? error;
  }
  return {
    before,
    announce,
    async release() {
      await rm(folder.holder, { force: true });
      file.close();
    },
  };
}

/** Who holds the database of a folder; undefined where nobody does. */
export async function databaseHolder(folder: DataFolder): Promise<Holder | undefined> {
  const holder = await readHolder(folder);
  return holder === undefined || isFree(folder) ? undefined : holder;
}

async function readHolder(folder: DataFolder): Promise<Holder | undefined> {
  const text = await readFile(folder.holder, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  });
  try {
    return text === undefined ? undefined : (JSON.parse(text) as Holder);
  } catch {
    // Cut short where the power failed while it was written; the lock itself is not in it.
    return undefined;
  }
}

/** Whether nobody holds the lock, which a holder's own note can't tell: it may have been killed. */
function isFree(folder: DataFolder): boolean {
  const file = new DatabaseSync(folder.lock);
  try {
    file.exec('begin exclusive');
    return true;
  } catch (error) {
    if (isLocked(error)) return false;
    throw error;
  } finally {
    file.close();
  }
}

/** SQLITE_BUSY. */
const isLocked = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && error.errcode === 5;

async function refusal(folder: DataFolder, cause: unknown): Promise<IchorError> {
  const holder = await readHolder(folder);
  const who = holder === undefined ? 'another process' : `process ${holder.pid}`;
  return new IchorError({
    code: 'database-locked',
    subject: folder.root,
    problem: `is in use by ${who}`,
    cause,
  });
}

async function writeHolder(folder: DataFolder, holder: Holder): Promise<void> {
  await writeWhole(folder.holder, `${JSON.stringify(holder)}\n`, { mode: 0o600 });
}
