import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { isIchorError, toldError } from '@ichor/notices';
import type { ChildMessage } from './run-process.ts';

type Ready = Extract<ChildMessage, { kind: 'ready' }>;

/** A child that is started again whenever it ends by itself. */
export interface Child {
  /** Of the running process; undefined between two. */
  readonly pid: number | undefined;
  stop(): Promise<void>;
}

export interface ChildOptions {
  /** The command line after `node`. */
  readonly args: () => readonly string[];
  /** Beside what this process has. */
  readonly env: () => Readonly<Record<string, string>>;
  /** Each time it is ready. */
  readonly onReady: (ready: Ready) => void;
  /** Each time it ended without being told to. */
  readonly onEnd: (how: string) => void;
}

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;
/** A child that lived for so long is well: the next pause is short again. */
const WELL_MS = 10_000;
/** After this it is not asked any more: service managers give all processes together ten seconds, as a rule. */
const STOP_MS = 6_000;

/**
 * Starts a child and watches it.
 *
 * @throws IchorError as the child's own, where its first start fails
 */
export async function startChild(options: ChildOptions): Promise<Child> {
  let stopping = false;
  let current: ChildProcess | undefined;
  const start = async (): Promise<ChildProcess> => {
    const child = spawn(process.execPath, [...process.execArgv, ...options.args()], {
      env: { ...process.env, ...options.env() },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    current = child;
    options.onReady(await readiness(child));
    return child;
  };
  const first = await start();
  const watched = watch(first);

  async function watch(child: ChildProcess): Promise<void> {
    let running: ChildProcess | undefined = child;
    let pause = FIRST_PAUSE_MS;
    let failure = '';
    while (!stopping) {
      const startedAt = performance.now();
      if (running) await ended(running);
      if (stopping) return;
      options.onEnd(running ? howItEnded(running) : `could not be started (${failure})`);
      current = undefined;
      pause =
        performance.now() - startedAt > WELL_MS ? FIRST_PAUSE_MS : Math.min(2 * pause, LONGEST_PAUSE_MS);
      await sleep(pause);
      if (stopping) return;
      running = await start().catch((error: unknown) => {
        failure = (isIchorError(error) ? error.message : String(error)).replace(/\.$/, '');
        return undefined;
      });
    }
  }

  return {
    get pid() {
      return current?.pid;
    },
    async stop() {
      stopping = true;
      const child = current;
      if (child && child.exitCode === null && child.signalCode === null) {
        // Where it just ends by itself, there is nobody to tell.
        if (child.connected) child.send('stop', () => {});
        else child.kill('SIGKILL');
        const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
        await ended(child);
        clearTimeout(late);
      }
      await watched;
    },
  };
}

/** Waits for a child's first message. */
async function readiness(child: ChildProcess): Promise<Ready> {
  const message = once(child, 'message').then(([first]) => first as ChildMessage);
  const end = ended(child).then(
    (): ChildMessage => ({ kind: 'failed', error: { ...ENDED, problem: howItEnded(child) } }),
  );
  const first = await Promise.race([message, end]);
  if (first.kind === 'ready') return first;
  throw toldError(first.error);
}

const ENDED = {
  code: 'process-ended',
  subject: 'a process of the server',
  remedy: 'Look at what it printed above; if nothing is there, start it again.',
} as const;

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

const howItEnded = ({ exitCode, signalCode }: ChildProcess): string =>
  signalCode === null ? `ended with exit code ${exitCode}` : `was killed by ${signalCode}`;
