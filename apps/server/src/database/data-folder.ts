import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { flushFolder, isFileFailure, makeFolder } from '@ichor/files';
import { IchorError } from '@ichor/notices';
import { diskFull } from './disk-full.ts';

/** Where things lie under the data folder. */
export interface DataFolder {
  readonly root: string;
  /** PGlite's files. */
  readonly database: string;
  /** Held by the process that has the database open. */
  readonly lock: string;
  /** Who that is, and the URL it serves. */
  readonly holder: string;
  /** What pages' sessions are signed with. */
  readonly sessionKey: string;
  /** Files by their content. */
  readonly store: string;
}

/** ~/.ichor unless ICHOR_HOME or an option says otherwise. */
export const defaultDataFolder = (): string => process.env.ICHOR_HOME || join(homedir(), '.ichor');

/** Where things lie in a data folder, whether it is there or not. */
export const dataFolderAt = (root: string): DataFolder => ({
  root,
  database: join(root, 'database'),
  lock: join(root, 'database.lock'),
  holder: join(root, 'database.json'),
  sessionKey: join(root, 'session.key'),
  store: join(root, 'store'),
});

/**
 * Makes the folder, on the disk when this returns, for its owner alone: it holds patients' pictures.
 *
 * @throws IchorError `folder-not-writable`, `disk-full`
 */
export async function openDataFolder(root: string): Promise<DataFolder> {
  const folder = dataFolderAt(root);
  try {
    await makeFolder(root, 0o700);
    await access(root, constants.R_OK | constants.W_OK | constants.X_OK);
    await makeFolder(folder.store, 0o700);
    // Also where they are there: whoever made them may have died before their names were on the disk.
    await flushFolder(dirname(resolve(root)));
    await flushFolder(root);
  } catch (error) {
    const cause = isFileFailure(error) ? error.cause : error;
    throw diskFull(cause, root) ?? notWritable(cause, root);
  }
  return folder;
}

const notWritable = (cause: unknown, subject: string): IchorError =>
  new IchorError({
    code: 'folder-not-writable',
    subject,
    problem: "can't be written to",
    cause,
  });
