import { setTimeout as sleep } from 'node:timers/promises';
import { IchorError } from '@ichor/notices';
import { diskFull } from './disk-full.ts';

/** SQLSTATE classes and system errors that say: the database is away, not: the statement is wrong. */
const AWAY = /^(08|57P0|53300|ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ECONNRESET|ENOENT|EPIPE|ETIMEDOUT)/;

/** Whether a query failed because the database went away, rather than because of the query. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return (
    AWAY.test(code) ||
    /Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|connection timeout/i.test(
      error.message,
    )
  );
}

/** As a user is told it. */
export const databaseAway = (cause: unknown): IchorError =>
  new IchorError({
    code: 'database-away',
    subject: 'the database',
    problem: 'does not answer',
    cause,
  });

/**
 * Does something with the database, again and again while the database is away or its disk is full: what a worker has computed
 * must not be lost because the database is being started anew, or has no space just now.
 */
export async function untilBack<T>(action: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let wait = 100; ; wait = Math.min(2 * wait, 2000)) {
    try {
      return await action();
    } catch (error) {
      if (signal.aborted || !(isDatabaseAway(error) || diskFull(error, 'the database'))) throw error;
      await sleep(wait, undefined, { signal });
    }
  }
}
