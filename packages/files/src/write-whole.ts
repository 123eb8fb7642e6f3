import { lstat, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { isAbsent } from './exists.ts';
import { fileFailure, isSystemError } from './file-failure.ts';
import { flushFolder } from './flush-folder.ts';
import { makeFolder, makeOutputFolder } from './make-folder.ts';
import { partPath, removeLeftovers } from './part-path.ts';
import { notAFile } from './read-whole.ts';

/** All of it, or piece by piece where it would not fit into memory. */
export type Content = string | Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

export interface WriteOptions {
  /** Permissions of the file, less the process's umask; 0o666 by default. */
  readonly mode?: number;
}

/** Folders of which leftovers were removed. */
const tidied = new Set<string>();

/**
 * Writes a file so that under its name there is, whatever happens and whenever anybody looks, what was there before or all that is
 * to be there, flushed to the disk with its name: the bytes go to another name in the same folder, which is renamed. Makes the
 * folders that it needs. What a process that was killed left of another name is removed by the next that writes there.
 *
 * @throws FileFailure naming the file; IchorError 'not-a-file' where a device or a pipe has that name; what `content` throws
 */
export async function writeWhole(path: string, content: Content, { mode }: WriteOptions = {}): Promise<void> {
  const folder = dirname(path);
  await makeFolder(folder);
  const part = partPath(folder);
  try {
    await refuseToReplace(path);
    await tidy(folder);
    const file = await open(part, 'wx', mode);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(part, path);
    await flushFolder(folder);
  } catch (error) {
    // What went wrong first is what is told; a part that can't be removed is known by its name.
    await rm(part, { force: true }).catch(() => {});
    throw fileFailure(error, path);
  }
}

/**
 * Makes sure that a file can be written, which is better known before minutes of work than after; makes the folders that it needs.
 *
 * @throws as {@link writeWhole}, as far as can be known
 */
export async function makeWritable(path: string): Promise<void> {
  await makeOutputFolder(dirname(path));
  try {
    await refuseToReplace(path);
  } catch (error) {
    throw fileFailure(error, path);
  }
}

/** A file takes the place of a file, never of /dev/null. */
async function refuseToReplace(path: string): Promise<void> {
  const there = await lstat(path).catch(absent);
  const target = there?.isSymbolicLink() ? await stat(path).catch(absent) : there;
  if (target !== undefined && !target.isFile() && !target.isDirectory()) throw notAFile(path);
}

function absent(error: unknown): undefined {
  if (isAbsent(error)) return undefined;
  throw error;
}

async function tidy(folder: string): Promise<void> {
  const key = resolve(folder);
  if (tidied.has(key)) return;
  tidied.add(key);
  // Whoever may write into a folder need not be allowed to list it.
  await removeLeftovers(folder).catch((error: unknown) => {
    if (!isSystemError(error)) throw error;
  });
}
