import { IchorError } from '@ichor/ct';
import type { BundleReference } from '@ichor/report';
import type { Logger } from 'pino';
import { buildApp } from '../app.ts';
import { openDataFolder } from '../database/data-folder.ts';
import { migrate } from '../database/migrate.ts';
import { openDatabase } from '../database/open-database.ts';
import { openQueue } from '../database/queue.ts';
import { UPLOAD_LIMITS } from '../ingest/upload-limits.ts';
import { openFileStore } from '../store/file-store.ts';
import { sweepStore } from '../store/remove-contents.ts';
import { loopbackHost } from './loopback-host.ts';
import type { Running } from './running.ts';
import { takeOver } from './take-over.ts';

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
  readonly log: Logger;
}

/**
 * The process that speaks HTTP.
 *
 * @returns the page's address, and how to stop it
 * @throws IchorError `host-refused`, `port-in-use`, `port-refused`, `folder-not-writable`, `disk-full`
 */
export async function runServer(options: ServerOptions): Promise<Running & { readonly address: string }> {
  const { url, log } = options;
  const host = loopbackHost(options.host);
  const folder = await openDataFolder(options.dataFolder);
  const store = openFileStore(folder.store);
  const db = openDatabase(url, (error) => log.warn({ err: error }, 'a connection was lost'));
  await migrate(db);
  const queue = await openQueue(url, (error) => log.warn({ err: error }, 'the queue complains'));
  const { version, bundle, quietSeconds, pageFolder } = options;
  const limits = UPLOAD_LIMITS;
  const app = await buildApp({ db, store, queue, log, version, bundle, limits, quietSeconds, pageFolder });
  // Where no worker is left, nobody else would say that nothing is being read.
  const watch = setInterval(() => {
    takeOver(db, queue).catch((error: unknown) => log.warn({ err: error }, 'workers were not looked after'));
  }, LOOK_AFTER_MS);
  const stop = async () => {
    clearInterval(watch);
    await app.close();
    await queue.stop();
    await db.destroy();
  };
  try {
    await app.listen({ host, port: options.port });
  } catch (error) {
    await stop();
    throw portError(error, options.port);
  }
  sweepStore({ db, store }).catch((error: unknown) => log.warn({ err: error }, 'the store was not swept'));
  const address = app.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  return { address: `http://localhost:${port}`, stop };
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
