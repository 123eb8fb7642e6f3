import type { Db } from '../database/open-database.ts';
import type { Queue } from '../database/queue.ts';
import { waitingStudies } from '../repositories/readings.ts';
import { waitingSimulations } from '../repositories/simulations.ts';

/** What waits for longer than this, once it is quiet, may have lost its job with a process that died. */
const FORGOTTEN_SECONDS = 20;

/**
 * What waits without a job gets one, and one whose time is still to come begins now: it was set by a clock that was set back
 * since.
 */
export async function remember(db: Db, queue: Queue, quietSeconds: number): Promise<void> {
  const seconds = quietSeconds + FORGOTTEN_SECONDS;
  await db.transaction().execute(async (tx) => {
    for (const studyId of await waitingStudies(tx, seconds)) await queue.read(tx, { studyId, now: false });
    for (const studyId of await waitingSimulations(tx, seconds)) await queue.simulate(tx, { studyId });
  });
}
