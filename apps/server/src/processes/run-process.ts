import { isIchorError } from '@ichor/ct';
import { asApiError } from '../api-failure.ts';
import { databaseAway, isDatabaseAway } from '../database/until-back.ts';
import type { Running } from './running.ts';

/** What a child tells the process that started it. */
export type ChildMessage =
  | { readonly kind: 'ready'; readonly url?: string; readonly address?: string }
  | { readonly kind: 'failed'; readonly error: ReturnType<typeof asApiError> };

/**
 * Runs a process's work until it is told to stop: by a signal where it stands alone, by the process that started it (or that
 * process's end) where it is a child. `onReady` is for one that stands alone; its signal is aborted when it is to stop. A child leaves signals to its parent, which gets them too and stops the children in order.
 */
export async function runProcess<T extends Running & { readonly url?: string; readonly address?: string }>(
  start: () => Promise<T>,
  onReady: (running: T, signal: AbortSignal) => void | Promise<void>,
): Promise<void> {
  const told = Promise.withResolvers<void>();
  const stopping = new AbortController();
  const { signal } = stopping;
  const isChild = process.send !== undefined;
  if (isChild) {
    process.on('SIGINT', () => {});
    process.on('SIGTERM', () => {});
    process.on('message', (message) => message === 'stop' && told.resolve());
    process.on('disconnect', () => told.resolve());
  } else {
    process.on('SIGINT', () => {
      // A second Ctrl-C: at once. Children stop when their parent is gone.
      if (signal.aborted) process.exit(130);
      told.resolve();
      stopping.abort();
    });
    process.on('SIGTERM', () => told.resolve());
  }
  let running: T;
  try {
    running = await start();
  } catch (error) {
    const known = isDatabaseAway(error) ? databaseAway(error) : error;
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
