import { IchorError } from '@ichor/notices';
import type { BundleReference } from '@ichor/report';
import type { Logger } from 'pino';
import { authorityOf } from '../access/authority.ts';
import { makeToken } from '../access/secret.ts';
import { announceServer } from '../access/server-file.ts';
import { sessionKey } from '../access/session-key.ts';
import { sessions } from '../access/sessions.ts';
import { buildApp } from '../app.ts';
import { openDataFolder } from '../database/data-folder.ts';
import { durabilityWarning } from '../database/durability-warning.ts';
import { migrate } from '../database/migrate.ts';
import { openDatabase } from '../database/open-database.ts';
import { openQueue } from '../database/queue.ts';
import { untilBack } from '../database/until-back.ts';
import { UPLOAD_LIMITS } from '../ingest/upload-limits.ts';
import { openFileStore } from '../store/file-store.ts';
import { sweepStore } from '../store/sweep-store.ts';
import { listenToo } from './listen-too.ts';
import { loopbackHost } from './loopback-host.ts';
import type { Running } from './running.ts';
import { takeOver } from './take-over.ts';
import { watchUploads } from './watch-uploads.ts';

/** Dead workers are looked for so often. */
const LOOK_AFTER_MS = 5_000;

export interface ServerOptions {
  readonly url: string;
  readonly dataFolder: string;
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly version: string;
  readonly bundle: BundleReference;
  readonly pageFolder: string | null;
  readonly quietSeconds: number;
  /** What lets in; made at this start where there is none given. */
  readonly token?: string | undefined;
  readonly log: Logger;
}

/**
 * The process that speaks HTTP.
 *
 * @returns the page's address, what lets in, and how to stop it
 * @throws IchorError `host-refused`, `session-key-refused`, `port-in-use`, `port-refused`, `folder-not-writable`, `disk-full`
 */
export async function runServer(
  options: ServerOptions,
): Promise<Running & { readonly address: string; readonly token: string }> {
  const { url, log, token = makeToken() } = options;
  const host = loopbackHost(options.host);
  const folder = await openDataFolder(options.dataFolder);
  const authority = authorityOf(token, sessions(await sessionKey(folder.sessionKey)));
  const store = openFileStore(folder.store);
  const db = openDatabase(url, (error) => log.warn({ err: error }, 'a connection was lost'));
  await migrate(db);
  const warning = await durabilityWarning(db);
  if (warning !== null) console.error(`ichor: ${warning}`);
  const queue = await openQueue(url, (error) => log.warn({ err: error }, 'the queue complains'));
  const { version, bundle, quietSeconds, pageFolder } = options;
  const limits = UPLOAD_LIMITS;
  const app = await buildApp({
    authority,
    db,
    store,
    queue,
    log,
    version,
    bundle,
    limits,
    quietSeconds,
    durabilityWarning: warning,
    pageFolder,
  });
  // Where no worker is left, nobody else would say that nothing is being read.
  const watch = setInterval(() => {
    takeOver(db, queue).catch((error: unknown) => log.warn({ err: error }, 'workers were not looked after'));
  }, LOOK_AFTER_MS);
  const leaveUploads = watchUploads(db, log, quietSeconds);
  const stopping = new AbortController();
  let swept: Promise<void> = Promise.resolve();
  let withdraw = async () => {};
  let leaveOther = () => {};
  const stop = async () => {
    clearInterval(watch);
    leaveUploads();
    stopping.abort();
    await withdraw();
    leaveOther();
    await app.close();
    await swept;
    await queue.stop();
    await db.destroy();
  };
  let { port } = options;
  try {
    await app.listen({ host, port });
    const address = app.server.address();
    if (typeof address === 'object' && address !== null) port = address.port;
    leaveOther = await listenToo(app.server, host === '::1' ? '127.0.0.1' : '::1', port);
  } catch (error) {
    await stop();
    throw portError(error, port);
  }
  const sweep = () => sweepStore({ db, store, queue, log, quietSeconds }, stopping.signal);
  swept = untilBack(sweep, stopping.signal).catch((error: unknown) => {
    if (!stopping.signal.aborted) log.error({ err: error }, 'the store was not compared with the database');
  });
  const running = { address: `http://localhost:${port}`, token };
  withdraw = await announceServer(folder.root, { ...running, pid: process.pid });
  return { ...running, stop };
}

function portError(cause: unknown, port: number): unknown {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code !== 'EADDRINUSE' && code !== 'EACCES') return cause;
  return new IchorError({
    code: code === 'EACCES' ? 'port-refused' : 'port-in-use',
    subject: `port ${port}`,
    problem: code === 'EACCES' ? 'may not be opened by you' : 'is in use by another program',
    remedy: 'Stop that program, or give another port with --port.',
    cause,
  });
}
