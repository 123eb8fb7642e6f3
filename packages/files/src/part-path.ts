import { createHash, randomBytes } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isSystemError } from './file-failure.ts';

/** Process ids mean something on their own machine, and a folder may be shared by several. */
const MACHINE = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
const PART = /^\.ichor-([0-9a-f]{8})-(\d+)-[0-9a-f]{12}\.part$/;

/** A new name in a folder for what is being written: hidden, so that no walk through the folder takes it for a file. */
export const partPath = (folder: string): string =>
  join(folder, `.ichor-${MACHINE}-${process.pid}-${randomBytes(6).toString('hex')}.part`);

/** Removes what processes of this machine that are dead left in a folder under a {@link partPath}. */
export async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const [, machine, pid] = PART.exec(name) ?? [];
    if (machine !== MACHINE || isAlive(Number(pid))) continue;
    await rm(join(folder, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: another user's.
    return isSystemError(error) && error.code === 'EPERM';
  }
}
