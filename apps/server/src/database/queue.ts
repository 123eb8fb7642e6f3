import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { fromKysely, PgBoss } from 'pg-boss';
import type { Tx } from './open-database.ts';

/** What a worker is asked to do. `now`: without waiting for the study to be quiet. */
export interface ReadJob {
  readonly studyId: string;
  readonly now: boolean;
}
export interface SimulateJob {
  readonly studyId: string;
}

export const READ_STUDY = 'read-study';
export const SIMULATE = 'simulate';

/** Longer than any reading; who died is found long before, by its silence. */
const EXPIRE_SECONDS = 3600;
/** Waiting jobs are looked for so often. */
const POLL_SECONDS = 0.5;

/** A reading that is not over by then is left to the next worker. */
const PATIENCE_MS = 3_000;

/** Jobs, in the database: enqueued in the transaction that makes them needed, so that neither is without the other. */
export interface Queue {
  /** One waiting job a study is enough: asked again, nothing happens. */
  read(tx: Tx, job: ReadJob, afterSeconds?: number): Promise<void>;
  simulate(tx: Tx, job: SimulateJob): Promise<void>;
  /** Works on both kinds of jobs, one of each at a time; of more urgent ones first. */
  work(handlers: {
    readonly read: (job: ReadJob) => Promise<void>;
    readonly simulate: (job: SimulateJob) => Promise<void>;
  }): Promise<void>;
  /** Looks for a reading at once, rather than at the next poll. */
  wake(): void;
  /** Takes on no more work, and waits a little for what is at hand. */
  rest(): Promise<void>;
  stop(): Promise<void>;
}

/** The kinds of work that a process takes on. */
const QUEUES = [READ_STUDY, SIMULATE] as const;

/** @param onError what pg-boss complains of: it goes on by itself */
export async function openQueue(url: string, onError: (error: Error) => void): Promise<Queue> {
  const boss = new PgBoss({
    connectionString: url,
    max: 2,
    schedule: false,
    // Nothing hangs on it: jobs that expire are found by their study.
    superviseIntervalSeconds: 300,
    monitorVacuum: false,
    reindex: false,
  });
  boss.on('error', onError);
  await boss.start();
  const options = {
    policy: 'short',
    retryLimit: 0,
    expireInSeconds: EXPIRE_SECONDS,
    deleteAfterSeconds: 3600,
  };
  for (const name of QUEUES) {
    await boss.createQueue(name, options);
    // Calling off a job that isn't there makes pg-boss keep the queue in mind: looked up within a transaction, it would wait
    // for that very transaction where the database serves one at a time.
    await boss.cancel(name, randomUUID());
  }
  let reader: string | undefined;
  return {
    async read(tx, job, afterSeconds = 0) {
      await boss.send(READ_STUDY, job, {
        db: fromKysely(tx),
        // One of each: that nobody waits for an upload to be quiet must not be lost to a job that does.
        singletonKey: `${job.studyId}${job.now ? ' now' : ''}`,
        ...(afterSeconds > 0 && { startAfter: new Date(Date.now() + 1000 * afterSeconds) }),
        ...(job.now && { priority: 1 }),
      });
    },
    async simulate(tx, job) {
      await boss.send(SIMULATE, job, { db: fromKysely(tx), singletonKey: job.studyId });
    },
    async work({ read, simulate }) {
      const polling = { pollingIntervalSeconds: POLL_SECONDS, batchSize: 1 };
      reader = await boss.work<ReadJob>(READ_STUDY, polling, async ([job]) => job && read(job.data));
      await boss.work<SimulateJob>(SIMULATE, polling, async ([job]) => job && simulate(job.data));
    },
    wake: () => reader !== undefined && boss.notifyWorker(reader),
    async rest() {
      const patience = sleep(PATIENCE_MS, undefined, { ref: false });
      await Promise.race([Promise.all(QUEUES.map((name) => boss.offWork(name, { wait: true }))), patience]);
    },
    stop: () => boss.stop({ graceful: false, close: true }),
  };
}
