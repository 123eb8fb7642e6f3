import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../../cli/src/main.ts', import.meta.url));

export interface StartedIchor {
  /** Where the page is, once it is served, and what lets in there. */
  readonly entry: Promise<Entry>;
  stop(): Promise<void>;
  /** Ends it and all its processes in the middle of what they do (Linux). */
  kill(): Promise<void>;
}

export interface Entry {
  readonly address: string;
  readonly token: string;
}

/** Asks a server as its scripts do; JSON. */
export async function ask<T>({ address, token }: Entry, path: string, init: RequestInit = {}): Promise<T> {
  const headers = { ...init.headers, authorization: `Bearer ${token}` };
  const answer = await fetch(`${address}${path}`, { ...init, headers });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (answer.status === 204 ? undefined : await answer.json()) as T;
}

/** For tests: `ichor serve` on a data folder, with a short quiet time. */
export function startIchor(dataFolder: string, port: number): StartedIchor {
  const child = spawn(
    process.execPath,
    [MAIN, 'serve', '--data', dataFolder, '--port', String(port), '--quiet', '1'],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let said = '';
  const ended = once(child, 'exit');
  const entry = new Promise<Entry>((resolve, reject) => {
    const hear = (bytes: Buffer) => {
      said += bytes;
      const [, address, token] = /at (http:\/\/[^/\s]+)\/\?token=(\S+)/.exec(said) ?? [];
      if (address && token) resolve({ address, token });
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('exit', (code) => reject(new Error(`ichor serve ended with ${code}: ${said}`)));
  });
  return {
    entry,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
    async kill() {
      if (child.pid !== undefined) for (const pid of familyOf(child.pid)) process.kill(pid, 'SIGKILL');
      await ended;
    },
  };
}

/** A process and those that it started; itself first, so that it starts none anew. */
function familyOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return [pid, ...(children === '' ? [] : children.split(' ').flatMap((child) => familyOf(Number(child))))];
}

/** A port that was free a moment ago, so that a second start can have the same. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
