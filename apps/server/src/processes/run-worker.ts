import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { openDataFolder } from '../database/data-folder.ts';
import { migrate } from '../database/migrate.ts';
import { type Db, openDatabase } from '../database/open-database.ts';
import { openQueue, type Queue } from '../database/queue.ts';
import { isDatabaseAway } from '../database/until-back.ts';
import { type JobContext, runReadJob, runSimulateJob } from '../jobs/run-jobs.ts';
import { undoStart } from '../repositories/readings.ts';
import { addWorker, keepAlive, removeWorkers } from '../repositories/workers.ts';
import { openFileStore } from '../store/file-store.ts';
import { remember } from './remember.ts';
import type { Running } from './running.ts';
import { takeOver } from './take-over.ts';

/** A worker says so often that it lives, and looks whether others do. */
const ALIVE_MS = 2_000;
const BEATS_A_LOOK = 5;

export interface WorkerOptions {
  readonly url: string;
  readonly dataFolder: string;
  readonly quietSeconds: number;
  readonly openBundle: () => Promise<JobContext['opened']>;
  readonly log: Logger;
}

/** The process that reads studies: it alone holds the network. As many as wanted share the jobs. */
export async function runWorker(options: WorkerOptions): Promise<Running> {
  const { url, log, quietSeconds } = options;
  const folder = await openDataFolder(options.dataFolder);
  const opened = await options.openBundle();
  const db = openDatabase(url, (error) => log.warn({ err: error }, 'a connection was lost'));
  await migrate(db);
  const queue = await openQueue(url, (error) => log.warn({ err: error }, 'the queue complains'));
  const stopping = new AbortController();
  let id = await register(db);
  await takeOver(db, queue);
  await remember(db, queue, quietSeconds);
  const context: JobContext = {
    db,
    store: openFileStore(folder.store),
    queue,
    log,
    opened,
    worker: () => id,
    quietSeconds,
    signal: stopping.signal,
  };
  await queue.work({
    read: (job) => runReadJob(context, job),
    simulate: (job) => runSimulateJob(context, job),
  });
  const alive = stayAlive();

  async function stayAlive(): Promise<void> {
    for (let beat = 1; !stopping.signal.aborted; beat++) {
      await sleep(ALIVE_MS, undefined, { signal: stopping.signal }).catch(() => {});
      try {
        if (!(await keepAlive(db, id))) id = await register(db);
        await takeOver(db, queue);
        if (beat % BEATS_A_LOOK === 0) await remember(db, queue, quietSeconds);
      } catch (error) {
        log.warn({ err: error, away: isDatabaseAway(error) }, 'could not say that the worker lives');
      }
    }
  }

  return {
    async stop() {
      stopping.abort();
      await alive;
      await queue.rest();
      // What it was in the middle of is for the next, at once.
      await leave(db, queue, id).catch((error: unknown) => {
        log.warn({ err: error }, 'could not hand back what was being read');
      });
      await queue.stop();
      await db.destroy();
      await opened.dispose();
    },
  };
}

async function register(db: Db): Promise<string> {
  const id = randomUUID();
  await addWorker(db, id);
  return id;
}

/** Hands back what this worker was in the middle of: it was stopped, and did not die of it. */
async function leave(db: Db, queue: Queue, id: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    for (const studyId of await removeWorkers(tx, [id])) {
      await undoStart(tx, studyId);
      await queue.read(tx, { studyId, now: true });
    }
  });
}
