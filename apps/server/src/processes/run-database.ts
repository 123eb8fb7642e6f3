import { createHash } from 'node:crypto';
import { chmod, lstat, mkdir, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { IchorError } from '@ichor/ct';
import { type DataFolder, openDataFolder } from '../database/data-folder.ts';
import { type DatabaseLock, lockDatabase } from '../database/database-lock.ts';
import { diskFull, noSpace } from '../database/disk-full.ts';
import { type ListenAt, servePglite } from '../database/serve-pglite.ts';
import type { Running } from './running.ts';

/** Of a Unix socket's path, by the kernels (sun_path: 108 bytes on Linux, 104 on macOS). */
const LONGEST_SOCKET_PATH = 100;
/** PostgreSQL clients find a socket by its folder, and this is its name in there. */
const SOCKET = '.s.PGSQL.5432';

/**
 * The process that has the embedded database open, the only one that may; others speak PostgreSQL's protocol to it.
 *
 * @returns its URL, and how to stop it
 * @throws IchorError `database-locked`, `folder-not-writable`, `disk-full`, `database-broken`
 */
export async function runDatabase(dataFolder: string): Promise<Running & { readonly url: string }> {
  const folder = await openDataFolder(dataFolder);
  const lock = await lockDatabase(folder);
  try {
    return await serveFolder(folder, lock);
  } catch (error) {
    await lock.release();
    throw diskFull(error, folder.root) ?? error;
  }
}

async function serveFolder(
  folder: DataFolder,
  lock: DatabaseLock,
): Promise<Running & { readonly url: string }> {
  const opened = await open(folder);
  const address = await listeningAddress(folder, lock.before?.url);
  const server = await servePglite(opened, address.listen);
  const url = address.url(server.port);
  await lock.announce(url);
  return {
    url,
    async stop() {
      await server.stop();
      await opened.close();
      await address.remove();
      await lock.release();
    },
  };
}

async function open(folder: DataFolder): Promise<PGlite> {
  try {
    // PGlite would make it for everybody to read, and the folder round it may be somebody's own.
    await mkdir(folder.database, { recursive: true, mode: 0o700 });
    return await PGlite.create(folder.database);
  } catch (cause) {
    // PGlite's own files are made within WebAssembly, whose errors don't say that the disk is full.
    if (await isFull(folder)) throw noSpace(folder.root, cause);
    throw new IchorError({
      code: 'database-broken',
      subject: folder.database,
      problem: "can't be opened",
      remedy: 'Move the folder away to begin a new one; the pictures in the folder beside it stay.',
      cause,
    });
  }
}

/** Less than a database needs to be opened. */
async function isFull({ root }: DataFolder): Promise<boolean> {
  const { bavail, bsize } = await statfs(root);
  return bavail * bsize < 16 * 2 ** 20;
}

interface Address {
  readonly listen: ListenAt;
  url(port: number | undefined): string;
  remove(): Promise<void>;
}

/**
 * A socket file that only the folder's owner can open, since the embedded database asks nobody for a password. Where there are
 * none (Windows), a port on loopback. Started again, it is the same address: others have it in mind.
 */
async function listeningAddress(folder: DataFolder, before: string | null | undefined): Promise<Address> {
  if (process.platform === 'win32') {
    return {
      listen: { host: '127.0.0.1', port: before == null ? 0 : Number(new URL(before).port) },
      url: (port) => `postgresql://postgres@127.0.0.1:${port}/postgres`,
      remove: async () => {},
    };
  }
  const home = await socketFolder(folder);
  const path = join(home, SOCKET);
  // Left behind by a holder that was killed; the lock says that it is gone.
  await rm(path, { force: true });
  return {
    listen: { path },
    url: () => `postgresql://postgres@localhost/postgres?host=${encodeURIComponent(home)}`,
    remove: () => rm(path, { force: true }),
  };
}

/** The data folder itself, or one of this user's own under the system's temporary folder where the path would be too long. */
async function socketFolder({ root }: DataFolder): Promise<string> {
  const home =
    join(root, SOCKET).length <= LONGEST_SOCKET_PATH
      ? root
      : join(tmpdir(), `ichor-${createHash('sha256').update(root).digest('hex').slice(0, 16)}`);
  await mkdir(home, { recursive: true, mode: 0o700 });
  const { uid } = await lstat(home);
  if (uid !== process.getuid?.()) {
    throw new IchorError({
      code: 'folder-not-own',
      subject: home,
      problem: 'belongs to somebody else',
      remedy: 'Give a folder of your own with --data.',
    });
  }
  await chmod(home, 0o700);
  return home;
}
