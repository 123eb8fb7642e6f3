import type { OpenBundle } from '@ichor/inference';
import { isIchorError } from '@ichor/notices';
import type { Logger } from 'pino';
import type { Db, Tx } from '../database/open-database.ts';
import type { Queue, ReadJob, SimulateJob } from '../database/queue.ts';
import { untilBack } from '../database/until-back.ts';
import {
  abandonReading,
  failReading,
  finishReading,
  reportProgress,
  startReading,
} from '../repositories/readings.ts';
import { startSimulation } from '../repositories/simulations.ts';
import { removeContents } from '../store/remove-contents.ts';
import type { Incoming, Store } from '../store/store.ts';
import { readStudy } from './read-study.ts';
import { recordSimulation } from './record-simulation.ts';
import { simulateFiles } from './simulate-study.ts';

export interface JobContext {
  readonly db: Db;
  readonly store: Store;
  readonly queue: Queue;
  readonly log: Logger;
  readonly opened: OpenBundle;
  /** This worker, as readings name it. */
  readonly worker: () => string;
  readonly quietSeconds: number;
  /** Aborted when the worker is to end. */
  readonly signal: AbortSignal;
}

/** A person watches the progress, and each step is a change told to all pages. */
const PROGRESS_MS = 400;

/** Reads a study, if it is there, quiet, and not read as it stands. */
export async function runReadJob(context: JobContext, { studyId, now }: ReadJob): Promise<void> {
  const { db, store, queue, log, opened, signal } = context;
  const worker = context.worker();
  const quietSeconds = now ? 0 : context.quietSeconds;
  const start = await untilBack(
    () =>
      db.transaction().execute(async (tx) => {
        const begun = await startReading(tx, studyId, { worker, quietSeconds });
        if (begun.kind === 'later') await queue.read(tx, { studyId, now }, begun.seconds);
        return begun;
      }),
    signal,
  );
  if (start.kind !== 'read') return;
  const record = (action: (tx: Tx) => Promise<unknown>) =>
    untilBack(() => db.transaction().execute(action), signal);
  try {
    const reading = await readStudy(opened, store, start.study, throttled(context, studyId, worker));
    try {
      await record((tx) => finishReading(tx, start.study, worker, reading));
    } finally {
      for (const { incoming } of reading.computed) await incoming.discard();
    }
  } catch (error) {
    // Told to stop, it hands the study back.
    if (signal.aborted) throw error;
    log.error({ err: error, studyId }, 'a study could not be read');
    await record((tx) => abandonReading(tx, start.study, worker, inWords(error)));
  }
  // What an earlier reading computed.
  await untilBack(() => removeContents(context), signal);
}

const inWords = (error: unknown): string =>
  isIchorError(error) ? `${error.problem}. ${error.remedy}` : 'An error in the program stopped it.';

function throttled({ db, log }: JobContext, studyId: string, worker: string) {
  let shownAt = 0;
  return (done: number, total: number): void => {
    const now = performance.now();
    if (now - shownAt < PROGRESS_MS) return;
    shownAt = now;
    // The reading doesn't wait for it, and loses nothing without it.
    reportProgress(db, studyId, worker, { done, total }).catch((error: unknown) => {
      log.warn({ err: error }, 'progress could not be told');
    });
  };
}

/** Makes a simulated study and has it read. */
export async function runSimulateJob(context: JobContext, { studyId }: SimulateJob): Promise<void> {
  const { db, store, queue, log, signal } = context;
  const request = await untilBack(
    () => db.transaction().execute((tx) => startSimulation(tx, studyId)),
    signal,
  );
  if (request === undefined) return;
  let contents: Incoming[] = [];
  try {
    const files = await simulateFiles(store, request);
    contents = files.slices.flatMap(({ incoming, masks }) => [
      incoming,
      ...masks.map((mask) => mask.incoming),
    ]);
    await untilBack(
      () => db.transaction().execute((tx) => recordSimulation(tx, queue, studyId, files)),
      signal,
    );
    queue.wake();
  } catch (error) {
    log.error({ err: error, studyId }, 'a patient could not be simulated');
    await untilBack(() => db.transaction().execute((tx) => failReading(tx, studyId, inWords(error))), signal);
  } finally {
    for (const incoming of contents) await incoming.discard();
  }
}
