import { mkdir, rename, rm, rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { flushFolder, isSystemError } from '@ichor/files';
import { flushTree } from './flush-tree.ts';
import { hearPanic } from './hear-panic.ts';

/** Makes a database in a folder that is not there, or empty: whole and on the disk under its name, or still not there. */
export async function makeDatabase(folder: string, onPanic: (problem: string) => void): Promise<void> {
  const part = `${folder}.new`;
  // Of a first start that was cut off.
  await rm(part, { recursive: true, force: true });
  try {
    await mkdir(part, { mode: 0o700 });
    await (await PGlite.create(part, { onStderr: hearPanic(onPanic) })).close();
    flushTree(part);
    await makeWay(folder);
    await rename(part, folder);
  } catch (error) {
    // Where the disk is full it would keep it so.
    await rm(part, { recursive: true, force: true });
    throw error;
  }
  await flushFolder(dirname(folder));
}

/** Takes away an empty folder; anything else in its place is not ours to take away. */
async function makeWay(folder: string): Promise<void> {
  try {
    await rmdir(folder);
  } catch (error) {
    if (!isSystemError(error) || error.code !== 'ENOENT') throw error;
  }
}
