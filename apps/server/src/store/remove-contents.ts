import type { ServerContext } from '../context.ts';
import { isUnused, lockContents } from '../repositories/instances.ts';

type Parts = Pick<ServerContext, 'db' | 'store'>;

/**
 * Removes contents that no row needs any more. Each under its lock: whoever sends the same file just now either has recorded it
 * before, and it stays, or puts it back afterwards.
 */
export async function removeContents({ db, store }: Parts, contents: readonly string[]): Promise<void> {
  for (const sha256 of contents) {
    await db.transaction().execute(async (tx) => {
      await lockContents(tx, [sha256]);
      if (await isUnused(tx, sha256)) await store.remove(sha256);
    });
  }
}

/** Removes what a process left behind that was killed between two steps. */
export async function sweepStore({ db, store }: Parts): Promise<void> {
  await store.removeLeftovers();
  for await (const sha256 of store.list()) {
    const unused = await db.transaction().execute((tx) => isUnused(tx, sha256));
    if (unused) await removeContents({ db, store }, [sha256]);
  }
}
