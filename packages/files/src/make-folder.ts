import { constants } from 'node:fs';
import { access, mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { FileFailure, fileFailure, isSystemError } from './file-failure.ts';
import { flushFolder } from './flush-folder.ts';

/**
 * Makes a folder and those above it that are missing, on the disk when this returns.
 *
 * @param mode of those that are made
 * @throws FileFailure naming the folder
 */
export async function makeFolder(folder: string, mode?: number): Promise<void> {
  try {
    await make(folder, mode);
  } catch (error) {
    throw await refusal(error, folder);
  }
}

/** One after the other: Node's own way never ends where a folder can't be made in one that is there, as in /proc. */
async function make(folder: string, mode: number | undefined): Promise<void> {
  if (await isFolder(folder)) return;
  const above = dirname(folder);
  if (above !== folder) await make(above, mode);
  try {
    await mkdir(folder, mode);
  } catch (error) {
    // Somebody else made it meanwhile.
    if (isSystemError(error) && error.code === 'EEXIST' && (await isFolder(folder))) return;
    throw error;
  }
  // A name is on the disk when the folder that it stands in is flushed.
  await flushFolder(above);
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return false;
    throw error;
  }
}

/**
 * As {@link makeFolder}, and makes sure that it can be written to, which is better known before minutes of work than after.
 *
 * @throws FileFailure naming the folder
 */
export async function makeOutputFolder(folder: string): Promise<void> {
  await makeFolder(folder);
  try {
    await access(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw fileFailure(error, folder);
  }
}

/** The system says EEXIST of a file, or a link to nowhere, in the folder's place. */
async function refusal(error: unknown, folder: string): Promise<unknown> {
  if (!isSystemError(error) || (error.code !== 'EEXIST' && error.code !== 'ENOENT'))
    return fileFailure(error, folder);
  return new FileFailure({
    code: 'not-a-folder',
    subject: folder,
    problem: await whyNot(error.code, folder),
    remedy: 'Give the path of a folder, or of one that can be made.',
    systemCode: error.code,
    cause: error,
  });
}

async function whyNot(code: string, folder: string): Promise<string> {
  if (code === 'ENOENT') return 'cannot be made: the system makes no folders there';
  const there = await stat(folder).then(
    () => true,
    () => false,
  );
  return there
    ? 'is there already, and is no folder'
    : 'is, or lies below, a file or a link that leads nowhere';
}
