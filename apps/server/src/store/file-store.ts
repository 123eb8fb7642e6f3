import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { IchorError } from '@ichor/ct';
import { diskFull } from '../database/disk-full.ts';
import { isAlive } from '../processes/is-alive.ts';
import type { Incoming, Store } from './store.ts';

const INCOMING = 'incoming';
const SHA256 = /^[0-9a-f]{64}$/;

/** A {@link Store} in a folder: `ab/abcd...` and `incoming/PID-UUID`. */
export function openFileStore(folder: string): Store {
  const incoming = join(folder, INCOMING);
  const pathOf = (sha256: string): string => {
    // A path is made of it.
    if (!SHA256.test(sha256)) throw new RangeError(`openFileStore: ${sha256} is no SHA-256`);
    return join(folder, sha256.slice(0, 2), sha256);
  };
  return {
    async receive(stream, mostBytes) {
      await mkdir(incoming, { recursive: true, mode: 0o700 });
      const path = join(incoming, `${process.pid}-${randomUUID()}`);
      try {
        return incomingFile(path, await writeFlushed(path, stream, mostBytes), pathOf);
      } catch (error) {
        await rm(path, { force: true });
        throw diskFull(error, 'the data folder') ?? error;
      }
    },
    async read(sha256) {
      try {
        return await readFile(pathOf(sha256));
      } catch (cause) {
        throw new IchorError({
          code: 'content-missing',
          subject: sha256.slice(0, 12),
          problem: 'is not in the store',
          remedy: 'Send the file again.',
          cause,
        });
      }
    },
    remove: (sha256) => rm(pathOf(sha256), { force: true }),
    async *list() {
      for (const prefix of await readdir(folder)) {
        if (!/^[0-9a-f]{2}$/.test(prefix)) continue;
        for (const name of await readdir(join(folder, prefix))) if (SHA256.test(name)) yield name;
      }
    },
    async removeLeftovers() {
      await mkdir(incoming, { recursive: true, mode: 0o700 });
      for (const name of await readdir(incoming)) {
        const pid = Number(name.split('-', 1)[0]);
        if (pid !== process.pid && !isAlive(pid)) await rm(join(incoming, name), { force: true });
      }
    },
  };
}

interface Written {
  readonly sha256: string;
  readonly bytes: number;
}

function incomingFile(path: string, written: Written, pathOf: (sha256: string) => string): Incoming {
  let kept = false;
  return {
    ...written,
    path,
    async keep() {
      // Again, where the transaction round it is tried again.
      if (kept) return;
      const target = pathOf(written.sha256);
      await mkdir(dirname(target), { recursive: true, mode: 0o700 });
      await rename(path, target);
      kept = true;
      await flushFolder(dirname(target));
    },
    async discard() {
      if (!kept) await rm(path, { force: true });
    },
  };
}

async function writeFlushed(
  path: string,
  stream: AsyncIterable<Uint8Array>,
  mostBytes: number,
): Promise<Written> {
  const hash = createHash('sha256');
  let bytes = 0;
  const file = await open(path, 'wx', 0o600);
  try {
    for await (const chunk of stream) {
      bytes += chunk.length;
      if (bytes > mostBytes) throw tooLarge(mostBytes);
      hash.update(chunk);
      await file.writeFile(chunk);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { sha256: hash.digest('hex'), bytes };
}

const tooLarge = (mostBytes: number): IchorError =>
  new IchorError({
    code: 'too-large',
    subject: 'the file',
    problem: `has more than ${mostBytes} bytes`,
    remedy: 'Send it in smaller parts, or leave it out.',
  });

/** A name is on the disk when its folder is. Windows can't open folders, and needs no such call. */
async function flushFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
