import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { IchorError } from '@ichor/ct';
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
  /** Files by their content. */
  readonly store: string;
}

/** ~/.ichor unless ICHOR_HOME or an option says otherwise. */
export const defaultDataFolder = (): string => process.env.ICHOR_HOME || join(homedir(), '.ichor');

/**
 * Makes the folder, for its owner alone: it holds patients' pictures.
 *
 * @throws IchorError `folder-not-writable`, `disk-full`
 */
export async function openDataFolder(root: string): Promise<DataFolder> {
  const folder = {
    root,
    database: join(root, 'database'),
    lock: join(root, 'database.lock'),
    holder: join(root, 'database.json'),
    store: join(root, 'store'),
  };
  try {
    await mkdir(root, { recursive: true, mode: 0o700 });
    await access(root, constants.R_OK | constants.W_OK | constants.X_OK);
    await mkdir(folder.store, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw diskFull(error, root) ?? notWritable(error, root);
  }
  return folder;
}

const notWritable = (cause: unknown, subject: string): IchorError =>
  new IchorError({
    code: 'folder-not-writable',
    subject,
    problem: "can't be written to",
    remedy: 'Give a folder that you may write to with --data or ICHOR_HOME.',
    cause,
  });
