import type { ServerContext } from '../context.ts';
import { lockContents, unusedContents } from '../repositories/instances.ts';
import { forgetRefused } from '../repositories/uploads.ts';

type Parts = Pick<ServerContext, 'db' | 'store'>;

/** Contents removed in one transaction, each with a lock of its own: few enough for PostgreSQL's table of locks. */
const CONTENTS_A_TRANSACTION = 64;
/** Contents looked up at once, which takes no lock. */
const CONTENTS_A_LOOK = 1000;

/**
 * Removes contents that no row needs any more. Under their locks: whoever sends the same file just now either has recorded it
 * before, and it stays, or puts it back afterwards.
 */
export async function removeContents({ db, store }: Parts, contents: readonly string[]): Promise<void> {
  for (let i = 0; i < contents.length; i += CONTENTS_A_TRANSACTION) {
    const some = contents.slice(i, i + CONTENTS_A_TRANSACTION);
    await db.transaction().execute(async (tx) => {
      await lockContents(tx, some);
      for (const sha256 of await unusedContents(tx, some)) await store.remove(sha256);
    });
  }
}

/** Removes what a process left behind that was killed between two steps, and what nobody will ask for. */
export async function sweepStore({ db, store }: Parts): Promise<void> {
  await forgetRefused(db);
  await store.removeLeftovers();
  const remove = async (contents: readonly string[]) =>
    removeContents({ db, store }, await unusedContents(db, contents));
  let some: string[] = [];
  for await (const sha256 of store.list()) {
    some.push(sha256);
    if (some.length < CONTENTS_A_LOOK) continue;
    await remove(some);
    some = [];
  }
  await remove(some);
}
