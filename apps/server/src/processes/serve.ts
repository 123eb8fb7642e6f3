import { makeToken } from '../access/secret.ts';
import { type Child, startChild } from './child.ts';
import { loopbackHost } from './loopback-host.ts';
import type { Running } from './running.ts';
import { TOKEN_VARIABLE } from './token-variable.ts';

export interface ServeOptions {
  /** The file that runs a command line. */
  readonly main: string;
  readonly dataFolder: string;
  readonly host: string;
  readonly port: number;
  readonly bundle: string;
  readonly quietSeconds: number;
  /** Where the database is, if it isn't the embedded one. */
  readonly databaseUrl: string | undefined;
  readonly logLevel: string;
  /** Builds the page; its folder, or null where there is none. */
  readonly buildPage: () => Promise<string | null>;
  /** Told in words when a process ended and is started again. */
  readonly onTrouble: (sentence: string) => void;
}

export interface Served extends Running {
  readonly address: string;
  /** What lets in, as long as these processes run. */
  readonly token: string;
  /** Of each process that runs, for those who kill them. */
  pids(): Readonly<Record<'database' | 'server' | 'worker', number | undefined>>;
}

/**
 * Starts and watches the processes of the server, each of which can also be started alone.
 *
 * @throws IchorError as theirs
 */
export async function serve(options: ServeOptions): Promise<Served> {
  // The server would refuse it too, but only after the database was made.
  loopbackHost(options.host);
  const children: Partial<Record<'database' | 'server' | 'worker', Child>> = {};
  const stop = async () => {
    // Both at once: each may be in the middle of something. The database outlives those who use it.
    await Promise.all([children.worker?.stop(), children.server?.stop()]);
    await children.database?.stop();
  };
  const run = async (
    name: 'database' | 'server' | 'worker',
    args: () => readonly string[],
    onReady: (ready: { url?: string; address?: string }) => void,
    env: () => Readonly<Record<string, string>> = () => ({}),
  ) => {
    const child = await startChild({
      args: () => [options.main, name, ...args()],
      env,
      onReady,
      onEnd: (how) => options.onTrouble(`The ${name} ${how}; it is being started again.`),
    });
    children[name] = child;
  };
  const page = options.buildPage();
  // Awaited below; until then a failure of it must not end the process.
  page.catch(() => {});
  const { dataFolder, databaseUrl, bundle, quietSeconds, logLevel } = options;
  const common = ['--data', dataFolder, '--log', logLevel];
  try {
    let url = databaseUrl;
    // Of all servers that are started here one after the other.
    const token = makeToken();
    let address = '';
    let port = options.port;
    if (url === undefined) {
      await run(
        'database',
        () => common,
        (ready) => {
          url = ready.url;
        },
      );
    }
    // By the environment: a command line can be seen by everybody, and a URL may hold a password.
    const withDatabase = (): Record<string, string> => (url === undefined ? {} : { DATABASE_URL: url });
    const reading = [...common, '--bundle', bundle, '--quiet', String(quietSeconds)];
    const server = async () => {
      const pageFolder = await page;
      await run(
        'server',
        () => [...reading, '--host', options.host, '--port', String(port), '--page', pageFolder ?? ''],
        (ready) => {
          address = ready.address ?? '';
          // Started again, it must be where the page looks for it.
          port = Number(new URL(address).port) || port;
        },
        () => ({ ...withDatabase(), [TOKEN_VARIABLE]: token }),
      );
    };
    const worker = () =>
      run(
        'worker',
        () => reading,
        () => {},
        withDatabase,
      );
    // Side by side; whichever comes first brings the tables to their form.
    for (const end of await Promise.allSettled([server(), worker()])) {
      if (end.status === 'rejected') throw end.reason;
    }
    const pid = (name: 'database' | 'server' | 'worker') => children[name]?.pid;
    return {
      address,
      token,
      stop,
      pids: () => ({ database: pid('database'), server: pid('server'), worker: pid('worker') }),
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
