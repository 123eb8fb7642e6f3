import { IchorError } from '@ichor/notices';
import { dataFolderAt } from '../database/data-folder.ts';
import { databaseHolder } from '../database/database-lock.ts';
import { openDatabase } from '../database/open-database.ts';
import { databaseAway, isDatabaseAway } from '../database/until-back.ts';
import { type StoreVerification, verifyStore } from '../store/verify-store.ts';

export type { StoreFinding, StoreVerification } from '../store/verify-store.ts';

/**
 * Verifies the store of a data folder, and compares it with its database where one runs. Nothing is made or changed.
 *
 * @param url of the database; by default the embedded one's, if it runs
 * @throws IchorError `store-missing`, `database-away`, `database-migration`; FileFailure
 */
export async function verifyDataFolder(
  root: string,
  url: string | undefined,
  onProgress: (files: number) => void,
): Promise<StoreVerification> {
  const folder = dataFolderAt(root);
  const at = url ?? (await databaseHolder(folder))?.url ?? undefined;
  if (at === undefined) return verifyStore(folder, undefined, onProgress);
  const db = openDatabase(at, () => {});
  try {
    return await verifyStore(folder, db, onProgress);
  } catch (error) {
    if (isDatabaseAway(error)) throw databaseAway(error);
    throw isTableMissing(error) ? notOfThisVersion(error) : error;
  } finally {
    await db.destroy();
  }
}

/** SQLSTATE undefined_table. */
const isTableMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === '42P01';

const notOfThisVersion = (cause: unknown): IchorError =>
  new IchorError({
    code: 'database-migration',
    subject: 'the database',
    problem: "is not of this version's form",
    remedy: 'Start the server of this version on it once.',
    cause,
  });
