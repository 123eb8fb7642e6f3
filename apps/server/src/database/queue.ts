import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { fromKysely, PgBoss, type SendOptions } from 'pg-boss';
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
  /**
   * One waiting job a study is enough. Asked again for later, nothing happens; for now, one that waits begins now: its time may have
   * been set by a clock that was set back since.
   */
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
export async function openQueue(
  url: string,
  onError: (error: Error) => void,
  pollSeconds = POLL_SECONDS,
): Promise<Queue> {
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
  /** Takes on the jobs of a kind. After each it looks at once whether another waits, rather than at the next poll. */
  const workOn = async <T extends object>(name: string, run: (job: T) => Promise<void>): Promise<string> => {
    const polling = { pollingIntervalSeconds: pollSeconds, batchSize: 1 };
    let worker = '';
    worker = await boss.work<T>(name, polling, async ([job]) => {
      if (job === undefined) return;
      try {
        await run(job.data);
      } finally {
        boss.notifyWorker(worker);
      }
    });
    return worker;
  };
  const send = async (tx: Tx, name: string, job: object, options: SendOptions & { singletonKey: string }) => {
    const db = fromKysely(tx);
    const sent = await boss.send(name, job, { ...options, db });
    if (sent !== null || options.startAfter !== undefined) return;
    const { singletonKey } = options;
    await boss.update(name, undefined, { singletonKey, startAfter: 0, match: 'all', db });
  };
  return {
    read: (tx, job, afterSeconds = 0) =>
      send(tx, READ_STUDY, job, {
        // One of each: that nobody waits for an upload to be quiet must not be lost to a job that does.
        singletonKey: `${job.studyId}${job.now ? ' now' : ''}`,
        // From the database's clock on, whose time it is compared with.
        ...(afterSeconds > 0 && { startAfter: Math.ceil(1000 * afterSeconds) / 1000 }),
        ...(job.now && { priority: 1 }),
      }),
    simulate: (tx, job) => send(tx, SIMULATE, job, { singletonKey: job.studyId }),
    async work({ read, simulate }) {
      reader = await workOn(READ_STUDY, read);
      await workOn(SIMULATE, simulate);
    },
    wake: () => reader !== undefined && boss.notifyWorker(reader),
    async rest() {
      const patience = sleep(PATIENCE_MS, undefined, { ref: false });
      await Promise.race([Promise.all(QUEUES.map((name) => boss.offWork(name, { wait: true }))), patience]);
    },
    stop: () => boss.stop({ graceful: false, close: true }),
  };
}
