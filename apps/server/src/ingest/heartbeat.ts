import type { ServerContext } from '../context.ts';
import { isDatabaseAway } from '../database/until-back.ts';
import { noteHeard } from '../repositories/upload-files.ts';

/** Below the shortest quiet time that is of use. */
const BEAT_MS = 500;

/** Keeps an upload from counting as broken off while a large file of it comes, or is taken in. */
export interface Heartbeat {
  /** Something came. */
  beat(): void;
  /** From now on the work is the server's own, and it beats by itself. */
  keepUp(): void;
  stop(): void;
}

export function startHeartbeat({ db, log }: Pick<ServerContext, 'db' | 'log'>, uploadId: string): Heartbeat {
  // A file that is soon there is told of when it is.
  let toldAt = performance.now();
  let timer: ReturnType<typeof setInterval> | undefined;
  const beat = () => {
    const now = performance.now();
    if (now - toldAt < BEAT_MS) return;
    toldAt = now;
    noteHeard(db, uploadId).catch((error: unknown) => {
      log.warn({ err: error, away: isDatabaseAway(error) }, 'could not say that an upload goes on');
    });
  };
  return {
    beat,
    keepUp() {
      timer = setInterval(beat, BEAT_MS);
    },
    stop: () => clearInterval(timer),
  };
}
