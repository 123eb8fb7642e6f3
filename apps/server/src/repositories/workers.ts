import { hostname } from 'node:os';
import { sql } from 'kysely';
import type { Db, Tx } from '../database/open-database.ts';
import { isAlive } from '../processes/is-alive.ts';

/** A worker on another machine that has been silent for so long is taken for dead. */
const SILENCE_SECONDS = 30;

export async function addWorker(db: Db, id: string): Promise<void> {
  await db.insertInto('worker').values({ id, host: hostname(), pid: process.pid }).execute();
}

/** Says that it lives; false where it was taken for dead meanwhile, and has to register anew. */
export async function keepAlive(db: Db, id: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('worker')
    .set({ seen_at: sql<Date>`clock_timestamp()` })
    .where('id', '=', id)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Takes workers out that died; gives the studies that they were reading, which wait again. */
export async function buryDeadWorkers(tx: Tx): Promise<string[]> {
  // Seen when the clock was ahead: from now on its silence is counted. Taken for dead it would lose what it reads.
  await tx
    .updateTable('worker')
    .set({ seen_at: sql<Date>`clock_timestamp()` })
    .where('seen_at', '>', sql<Date>`clock_timestamp()`)
    .execute();
  const silent = sql<boolean>`seen_at < clock_timestamp() - make_interval(secs => ${SILENCE_SECONDS})`;
  const workers = await tx
    .selectFrom('worker')
    .select(['id', 'host', 'pid', silent.as('silent')])
    .execute();
  const dead = workers
    .filter((worker) => worker.silent || (worker.host === hostname() && !isAlive(worker.pid)))
    .map(({ id }) => id);
  return removeWorkers(tx, dead);
}

/** Takes workers out; gives the studies that they were reading, which wait again. */
export async function removeWorkers(tx: Tx, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const orphans = await tx
    .updateTable('study')
    .set({ state: 'received', reader: null })
    .where('reader', 'in', ids)
    .returning('id')
    .execute();
  await tx.deleteFrom('worker').where('id', 'in', ids).execute();
  return orphans.map(({ id }) => id);
}
