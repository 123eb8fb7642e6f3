import { isIchorError } from '@ichor/notices';
import { asApiError } from '../api-failure.ts';
import { diskFull } from '../database/disk-full.ts';
import { databaseAway, isDatabaseAway } from '../database/until-back.ts';
import { withoutWords } from './open-log.ts';
import type { Running } from './running.ts';

/** As shells count what Ctrl-C ended. */
const INTERRUPTED = 130;

/** Nothing for the group, nothing for others. */
const PRIVATE = 0o077;

/** What a child tells the process that started it. */
export type ChildMessage =
  | { readonly kind: 'ready'; readonly url?: string; readonly address?: string }
  | { readonly kind: 'failed'; readonly error: ReturnType<typeof asApiError> };

/**
 * Runs a process's work, whose files are for its user alone, until it is told to stop: by a signal where it stands alone, by the process that started it (or that
 * process's end) where it is a child. `onReady` is for one that stands alone; its signal is aborted when it is to stop. A child
 * leaves signals to its parent, which gets them too and stops the children in order.
 */
export async function runProcess<T extends Running & { readonly url?: string; readonly address?: string }>(
  start: () => Promise<T>,
  onReady: (running: T, signal: AbortSignal) => void | Promise<void>,
): Promise<void> {
  // Whatever it writes holds patients' data, or says where they are: PGlite and SQLite make files for everybody to read.
  process.umask(PRIVATE);
  const told = Promise.withResolvers<void>();
  const stopping = new AbortController();
  const { signal } = stopping;
  const isChild = process.send !== undefined;
  const stop = () => {
    told.resolve();
    stopping.abort();
  };
  // A terminal that is closed sends SIGHUP, and to the children as well.
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (isChild) return;
      // A second Ctrl-C: at once. Children stop when their parent is gone.
      if (name === 'SIGINT' && signal.aborted) process.exit(INTERRUPTED);
      stop();
    });
  }
  if (isChild) {
    process.on('message', (message) => message === 'stop' && stop());
    process.on('disconnect', stop);
  }
  // What nobody foresaw ends the process, as it would anyway, but without the error's words.
  process.on('uncaughtException', (error) => {
    console.error(`ichor: an error in the program: ${JSON.stringify(withoutWords(error))}`);
    process.exit(1);
  });
  let running: T;
  try {
    running = await start();
  } catch (error) {
    // Ctrl-C reaches what was being started too; that it failed then is no news.
    if (signal.aborted) process.exit(INTERRUPTED);
    const full = diskFull(error, 'the data folder');
    const known = full ?? (isDatabaseAway(error) ? databaseAway(error) : error);
    if (!isChild) throw known;
    if (isIchorError(known)) await tell({ kind: 'failed', error: asApiError(known) });
    else console.error(known);
    // Its parent waits for a word or for its end, and connections would keep it for a while.
    process.exit(1);
  }
  const { url, address } = running;
  const announced = isChild
    ? tell({ kind: 'ready', ...(url !== undefined && { url }), ...(address !== undefined && { address }) })
    : Promise.resolve(onReady(running, signal));
  try {
    await Promise.race([told.promise, announced.then(() => told.promise)]);
  } finally {
    stopping.abort();
    await running.stop();
  }
  // Whatever still holds the process (a reading in onnxruntime) must not.
  process.exit(process.exitCode ?? 0);
}

const tell = (message: ChildMessage): Promise<void> =>
  new Promise((resolve, reject) => {
    process.send?.(message, undefined, undefined, (error: Error | null) =>
      error ? reject(error) : resolve(),
    );
  });
