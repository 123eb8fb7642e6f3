import { randomUUID } from 'node:crypto';
import { readdir, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isSystemError } from '@ichor/files';
import { isAlive } from '../processes/is-alive.ts';

/** Longer than anything lies under a temporary name, a study being read included: what is written has a young mtime. */
const LEFT_MS = 86_400_000;
const NAME = /^(?<pid>\d+)-(?<host>.*)-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A temporary name that nothing has, and that says whose it is. */
export const temporaryName = (): string => `${process.pid}-${hostname()}-${randomUUID()}`;

/**
 * Removes what was left under temporary names: by processes of this machine that are no more, at once; by any other, when it is old,
 * since a number may have passed to another process, and other machines' are not known here.
 */
export async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if (isOfDeadProcess(name) || (await isOld(path))) await rm(path, { force: true });
  }
}

function isOfDeadProcess(name: string): boolean {
  const { pid, host } = NAME.exec(name)?.groups ?? {};
  return host === hostname() && Number(pid) !== process.pid && !isAlive(Number(pid));
}

async function isOld(path: string): Promise<boolean> {
  try {
    const { mtimeMs } = await stat(path);
    const age = Date.now() - mtimeMs;
    // The clock was set back: it ages from now on.
    if (age < 0) await utimes(path, new Date(), new Date());
    return age > LEFT_MS;
  } catch (error) {
    // Kept or discarded just now.
    if (isSystemError(error) && error.code === 'ENOENT') return false;
    throw error;
  }
}
