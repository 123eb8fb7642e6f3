import { createHash, randomBytes } from 'node:crypto';
import { chmod, lstat, mkdir, rm, stat, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import { isSystemError } from '@ichor/files';
import { IchorError } from '@ichor/notices';
import { type DataFolder, openDataFolder } from '../database/data-folder.ts';
import { type DatabaseLock, lockDatabase } from '../database/database-lock.ts';
import { diskFull, noSpace } from '../database/disk-full.ts';
import { openPglite } from '../database/open-pglite.ts';
import { type ListenAt, type PgliteServer, servePglite } from '../database/serve-pglite.ts';
import type { Running } from './running.ts';

/** Of a Unix socket's path, by the kernels (sun_path: 108 bytes on Linux, 104 on macOS). */
const LONGEST_SOCKET_PATH = 100;
/** PostgreSQL clients find a socket by its folder, and this is its name in there. */
const SOCKET = '.s.PGSQL.5432';

/** Where clients find it: a file that is its owner's alone, or a port with a password. */
export type Door = 'socket-file' | 'port';

/** Windows has no socket files that PostgreSQL's clients know. */
const USUAL_DOOR: Door = process.platform === 'win32' ? 'port' : 'socket-file';

/**
 * The process that has the embedded database open, the only one that may; others speak PostgreSQL's protocol to it.
 *
 * @returns its URL, which may hold a password, and how to stop it
 * @throws IchorError `database-locked`, `folder-not-writable`, `disk-full`, `database-broken`
 */
export async function runDatabase(
  dataFolder: string,
  door: Door = USUAL_DOOR,
): Promise<Running & { readonly url: string }> {
  const folder = await openDataFolder(dataFolder);
  const lock = await lockDatabase(folder);
  try {
    return await serveFolder(folder, lock, door);
  } catch (error) {
    await lock.release();
    throw diskFull(error, folder.root) ?? error;
  }
}

async function serveFolder(
  folder: DataFolder,
  lock: DatabaseLock,
  door: Door,
): Promise<Running & { readonly url: string }> {
  const wanted = door === 'port' ? loopbackPort(lock.before?.url) : await socketFile(folder);
  const opened = await open(folder);
  const { server, address } = await listen(opened, wanted);
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

async function listen(
  opened: PGlite,
  address: Address,
): Promise<{ readonly server: PgliteServer; readonly address: Address }> {
  try {
    return { address, server: await servePglite(opened, address.listen, { password: address.password }) };
  } catch (error) {
    // The port of a holder that was killed long ago: who has it now may have been told its password.
    const isTaken = isSystemError(error) && error.code === 'EADDRINUSE';
    if (isTaken && address.password !== undefined) return listen(opened, loopbackPort(undefined));
    throw error;
  }
}

async function open(folder: DataFolder): Promise<PGlite> {
  try {
    return await openPglite(folder.database, endProcess);
  } catch (cause) {
    // PGlite's own files are made within WebAssembly, whose errors don't say that the disk is full.
    if (await isFull(folder)) throw noSpace(folder.root, cause);
    throw new IchorError({
      code: 'database-broken',
      subject: folder.database,
      problem: "can't be opened",
      cause,
    });
  }
}

/** What PostgreSQL does itself: started again, it is brought to what was committed by its write-ahead log. */
function endProcess(problem: string): never {
  console.error(`ichor: the database gives up: ${problem}`);
  process.exit(1);
}

/** Less than a database needs to be opened. */
async function isFull({ root }: DataFolder): Promise<boolean> {
  const { bavail, bsize } = await statfs(root);
  return bavail * bsize < 16 * 2 ** 20;
}

interface Address {
  readonly listen: ListenAt;
  readonly password?: string;
  url(port: number | undefined): string;
  remove(): Promise<void>;
}

/**
 * A port on loopback, which every user of the machine reaches, so with a password. Started again, both are the same: others have
 * them in mind.
 */
function loopbackPort(before: string | null | undefined): Address {
  const had = before == null ? undefined : new URL(before);
  const password = had?.password || randomBytes(24).toString('base64url');
  return {
    listen: { host: '127.0.0.1', port: Number(had?.port ?? 0) },
    password,
    url: (port) => `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`,
    remove: async () => {},
  };
}

/** A socket file that only the folder's owner can open, and so needs no password. */
async function socketFile(folder: DataFolder): Promise<Address> {
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
  const own = process.getuid?.();
  // Also where it is a link: to a folder of one's own, and made by oneself.
  if ((await lstat(home)).uid !== own || (await stat(home)).uid !== own) {
    throw new IchorError({
      code: 'folder-not-own',
      subject: home,
      problem: 'belongs to somebody else',
    });
  }
  await chmod(home, 0o700);
  return home;
}
