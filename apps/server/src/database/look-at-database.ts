import { constants, existsSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { dataFolderAt } from './data-folder.ts';
import { databaseHolder } from './database-lock.ts';

/** What can be seen of a data folder's embedded database from outside. */
export type DatabaseLook =
  | { readonly state: 'absent' | 'closed' }
  | { readonly state: 'open'; readonly pid: number }
  | { readonly state: 'denied'; readonly path: string };

/**
 * Looks whether the embedded database of a data folder could be opened, without opening or making anything: absent, where it
 * would be made; closed, where nobody has it; open, by whom; denied, where this user may not write to `path`.
 */
export async function lookAtDatabase(root: string): Promise<DatabaseLook> {
  const folder = dataFolderAt(resolve(root));
  const path = [folder.database, folder.root].find((one) => existsSync(one)) ?? nearest(folder.root);
  if (!(await isOurs(path))) return { state: 'denied', path };
  if (path !== folder.database) return { state: 'absent' };
  // Looking at a lock that isn't there would make it.
  const holder = existsSync(folder.lock) ? await databaseHolder(folder) : undefined;
  return holder === undefined ? { state: 'closed' } : { state: 'open', pid: holder.pid };
}

/** The folder that one which isn't there would be made in. */
function nearest(path: string): string {
  return existsSync(path) ? path : nearest(dirname(path));
}

async function isOurs(path: string): Promise<boolean> {
  return access(path, constants.R_OK | constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
}
