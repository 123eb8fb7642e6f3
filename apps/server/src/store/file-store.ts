import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { flushFolder, isSystemError, makeFolder } from '@ichor/files';
import { IchorError } from '@ichor/notices';
import { diskFull } from '../database/disk-full.ts';
import { asContentFault, type ContentFault, contentFault, isContentFault } from './content-errors.ts';
import { hashOfBytes, hashOfFile } from './hash-content.ts';
import { removeLeftovers, temporaryName } from './leftovers.ts';
import { DIGITS, type Incoming, type Store } from './store.ts';

const INCOMING = 'incoming';
/** Under it lies what was found and belongs to no study; see {@link Store.setAside}. */
export const SET_ASIDE = 'set-aside';
const SHA256 = /^[0-9a-f]{64}$/;

/** A {@link Store} in a folder: `ab/abcd...`, `incoming/PID-HOST-UUID` and `set-aside/abcd....UUID`. */
export function openFileStore(folder: string): Store {
  const incoming = join(folder, INCOMING);
  const pathOf = (sha256: string): string => {
    // A path is made of it.
    if (!SHA256.test(sha256)) throw new RangeError(`openFileStore: ${sha256} is no SHA-256`);
    return join(folder, sha256.slice(0, 2), sha256);
  };
  const prefixes = new Map<string, Promise<void>>();
  // Once a process, also where it is there: whoever made it may have died before it was on the disk, or be still at it.
  const onDisk = (prefix: string, anew = false): Promise<void> => {
    const known = anew ? undefined : prefixes.get(prefix);
    const made = known ?? mkdir(prefix, { recursive: true, mode: 0o700 }).then(() => flushFolder(folder));
    prefixes.set(prefix, made);
    made.catch(() => prefixes.delete(prefix));
    return made;
  };
  return {
    async receive(stream, mostBytes) {
      await mkdir(incoming, { recursive: true, mode: 0o700 });
      const path = join(incoming, temporaryName());
      try {
        return incomingFile(path, await writeFlushed(path, stream, mostBytes), pathOf, onDisk);
      } catch (error) {
        await rm(path, { force: true });
        throw diskFull(error, 'the data folder') ?? error;
      }
    },
    async read(sha256) {
      const bytes = await told(sha256, () => readFile(pathOf(sha256)));
      if ((await hashOfBytes(bytes)) !== sha256) throw contentFault('content-changed', sha256);
      return bytes;
    },
    async faultOf(sha256) {
      try {
        const found = await told(sha256, () => hashOfFile(pathOf(sha256)));
        return found.sha256 === sha256 ? undefined : 'content-changed';
      } catch (error) {
        if (isContentFault(error)) return error.code as ContentFault;
        throw error;
      }
    },
    async inPlace(sha256) {
      const path = pathOf(sha256);
      const found = await told(sha256, () => hashOfFile(path));
      if (found.sha256 !== sha256) throw contentFault('content-changed', sha256);
      return {
        ...found,
        path,
        async keep() {
          // Whoever gave it its name may have been killed before the name was on the disk.
          await onDisk(dirname(path));
          await flushFolder(dirname(path));
        },
        discard: async () => {},
      };
    },
    async remove(sha256) {
      const path = pathOf(sha256);
      await rm(path, { force: true });
      // Else it could be there again after a power failure, when nobody knows any longer that it was deleted.
      await flushFolder(dirname(path)).catch(unlessMissing);
    },
    async setAside(sha256) {
      const path = pathOf(sha256);
      const target = join(folder, SET_ASIDE, `${sha256}.${randomUUID()}`);
      await makeFolder(dirname(target), 0o700);
      try {
        await rename(path, target);
      } catch (error) {
        unlessMissing(error);
        return undefined;
      }
      await flushFolder(dirname(target));
      await flushFolder(dirname(path));
      return target;
    },
    async list(digit) {
      const prefixes = DIGITS.map((second) => `${digit}${second}`);
      const found = await Promise.all(
        prefixes.map(async (prefix) => {
          const names = await readdir(join(folder, prefix)).catch(unlessMissing);
          return (names ?? []).filter((name) => SHA256.test(name) && name.startsWith(prefix));
        }),
      );
      return found.flat();
    },
    async removeLeftovers() {
      await mkdir(incoming, { recursive: true, mode: 0o700 });
      await removeLeftovers(incoming);
    },
  };
}

/** Does something with a content, whose errors are told as the content's. */
async function told<T>(sha256: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw asContentFault(error, sha256);
  }
}

function unlessMissing(error: unknown): undefined {
  if (!isSystemError(error) || error.code !== 'ENOENT') throw error;
}

interface Written {
  readonly sha256: string;
  readonly bytes: number;
}

function incomingFile(
  path: string,
  written: Written,
  pathOf: (sha256: string) => string,
  onDisk: (folder: string, anew?: boolean) => Promise<void>,
): Incoming {
  let kept = false;
  return {
    ...written,
    path,
    async keep() {
      const target = pathOf(written.sha256);
      await onDisk(dirname(target));
      // Not again, where the transaction round it is tried again.
      if (!kept) {
        await rename(path, target).catch(async (error: unknown) => {
          unlessMissing(error);
          // Somebody took the folder away, which this process had made.
          await onDisk(dirname(target), true);
          await rename(path, target);
        });
      }
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
  });
