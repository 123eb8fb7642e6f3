import type { ServerContext } from '../context.ts';
import { lockContents, unusedContents } from '../repositories/instances.ts';
import { contentsToRemove, forgetRemovals } from '../repositories/removed-contents.ts';

/** Contents removed in one transaction, each with a lock of its own: few enough for PostgreSQL's table of locks. */
const CONTENTS_A_TRANSACTION = 64;

/**
 * Removes the contents that were named for it, those too that a killed process left. Under their locks: whoever sends the same file
 * just now either has recorded it before, and it stays, or puts it back afterwards.
 *
 * @returns those that the disk would not let go: they stay named, and are tried again by whoever comes next
 */
export async function removeContents({
  db,
  store,
  log,
}: Pick<ServerContext, 'db' | 'store' | 'log'>): Promise<ReadonlySet<string>> {
  const stuck = new Set<string>();
  let after = '';
  for (;;) {
    const some = await contentsToRemove(db, after, CONTENTS_A_TRANSACTION);
    const last = some.at(-1);
    if (last === undefined) break;
    after = last;
    await db.transaction().execute(async (tx) => {
      await lockContents(tx, some);
      const unused = new Set(await unusedContents(tx, some));
      const ends = await Promise.allSettled(some.map((one) => unused.has(one) && store.remove(one)));
      for (const [i, end] of ends.entries()) {
        if (end.status === 'fulfilled') continue;
        stuck.add(some[i] as string);
        log.error({ err: end.reason, sha256: some[i] }, 'a deleted file could not be removed');
      }
      await forgetRemovals(
        tx,
        some.filter((sha256) => !stuck.has(sha256)),
      );
    });
  }
  return stuck;
}
