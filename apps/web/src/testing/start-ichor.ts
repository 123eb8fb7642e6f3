import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../../cli/src/main.ts', import.meta.url));

export interface StartedIchor {
  /** Where the page is, once it is served. */
  readonly address: Promise<string>;
  stop(): Promise<void>;
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
  const address = new Promise<string>((resolve, reject) => {
    const hear = (bytes: Buffer) => {
      said += bytes;
      const found = /at (http:\/\/\S+)/.exec(said)?.[1];
      if (found) resolve(found);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('exit', (code) => reject(new Error(`ichor serve ended with ${code}: ${said}`)));
  });
  return {
    address,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
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
