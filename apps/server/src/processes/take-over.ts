import type { Db } from '../database/open-database.ts';
import type { Queue } from '../database/queue.ts';
import { buryDeadWorkers } from '../repositories/workers.ts';

/** What dead workers were reading waits again, on the list too, and is read by the next. */
export async function takeOver(db: Db, queue: Queue): Promise<void> {
  await db.transaction().execute(async (tx) => {
    for (const studyId of await buryDeadWorkers(tx)) await queue.read(tx, { studyId, now: true });
  });
}
