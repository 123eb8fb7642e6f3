import type { Logger } from 'pino';
import type { Db } from '../database/open-database.ts';
import { isDatabaseAway } from '../database/until-back.ts';
import { noteBrokenOff } from '../repositories/upload-files.ts';
import { forgetRefused } from '../repositories/uploads.ts';

const LOOK_MS = 1_000;
/** With no quiet time at all an upload would break off after each of its files. */
const LEAST_QUIET_SECONDS = 1;
/** Names of files that nobody will ask for are forgotten so often. */
const FORGET_MS = 3_600_000;

/** Notes which uploads have broken off, and forgets the names of files that came to nothing. Gives how to stop it. */
export function watchUploads(db: Db, log: Logger, quietSeconds: number): () => void {
  const every = (ms: number, act: () => Promise<void>) =>
    setInterval(() => {
      act().catch((error: unknown) => {
        log.warn({ err: error, away: isDatabaseAway(error) }, 'uploads were not looked after');
      });
    }, ms);
  const timers = [
    every(LOOK_MS, () => noteBrokenOff(db, Math.max(quietSeconds, LEAST_QUIET_SECONDS))),
    every(FORGET_MS, () => forgetRefused(db)),
  ];
  return () => {
    for (const timer of timers) clearInterval(timer);
  };
}
