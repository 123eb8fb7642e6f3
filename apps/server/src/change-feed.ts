import { setTimeout as sleep } from 'node:timers/promises';
import type { ServerEvent } from '@ichor/api';
import type { Logger } from 'pino';
import type { Db } from './database/open-database.ts';
import { isDatabaseAway } from './database/until-back.ts';
import { changesSince } from './repositories/changes.ts';

/** Changes are looked for so often while somebody listens. */
const POLL_MS = 250;

type Listener = (event: ServerEvent) => void;

/** What changes in the database, whoever changed it, told to the pages. */
export interface ChangeFeed {
  /** Once it resolves no change is missed; it gives how to stop listening. */
  subscribe(listener: Listener): Promise<() => void>;
  stop(): Promise<void>;
}

/**
 * Polls, since workers are other processes and the embedded database passes no notifications on. Nothing is looked for while
 * nobody listens.
 */
export function startChangeFeed(db: Db, log: Logger): ChangeFeed {
  const listeners = new Set<Listener>();
  const stopped = new AbortController();
  const tell = (event: ServerEvent) => {
    for (const listener of listeners) listener(event);
  };
  /** Resolved once changes from now on are seen. */
  let watching = Promise.withResolvers<void>();
  let somebody = Promise.withResolvers<void>();

  const watch = async () => {
    let since: string | undefined;
    const told = new Map<string, number>();
    const toldUploads = new Map<string, string>();
    while (listeners.size > 0 && !stopped.signal.aborted) {
      try {
        const { now, studies, deleted, uploads } = await changesSince(db, since);
        since = now;
        watching.resolve();
        for (const study of studies) {
          // Looked at again, for what may have been committed late, a change may come twice.
          if (told.get(study.id) === study.revision) continue;
          told.set(study.id, study.revision);
          tell({ kind: 'study', study });
        }
        for (const studyId of deleted) {
          if (told.get(studyId) === DELETED) continue;
          told.set(studyId, DELETED);
          tell({ kind: 'study-deleted', studyId });
        }
        const fresh = uploads.filter(({ id, change }) => toldUploads.get(id) !== change);
        for (const { id, change } of fresh) toldUploads.set(id, change);
        if (fresh.length > 0) tell({ kind: 'uploads' });
      } catch (error) {
        log.warn({ err: error, away: isDatabaseAway(error) }, 'changes could not be looked for');
      }
      await sleep(POLL_MS, undefined, { signal: stopped.signal }).catch(() => {});
    }
    watching = Promise.withResolvers();
  };
  const loop = async () => {
    while (!stopped.signal.aborted) {
      somebody = Promise.withResolvers();
      if (listeners.size === 0) await somebody.promise;
      await watch();
    }
  };
  const done = loop();
  return {
    async subscribe(listener) {
      listeners.add(listener);
      somebody.resolve();
      await watching.promise;
      return () => listeners.delete(listener);
    },
    async stop() {
      stopped.abort();
      somebody.resolve();
      watching.resolve();
      await done;
    },
  };
}

const DELETED = -1;
