import { IchorError } from '@ichor/notices';
import { openDataFolder } from '../database/data-folder.ts';
import { databaseHolder } from '../database/database-lock.ts';

/**
 * Where the database is: as given, else where the process says that has the folder's own open.
 *
 * @throws IchorError `database-not-running`
 */
export async function databaseUrl(given: string | undefined, dataFolder: string): Promise<string> {
  if (given) return given;
  const holder = await databaseHolder(await openDataFolder(dataFolder));
  if (holder?.url) return holder.url;
  throw new IchorError({
    code: 'database-not-running',
    subject: dataFolder,
    problem: 'has no database running',
  });
}
