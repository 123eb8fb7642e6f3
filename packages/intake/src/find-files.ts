import { readdir } from 'node:fs/promises';
import { fileFailure } from '@ichor/files';
import { IchorError } from '@ichor/notices';
import { walkFolder } from './walk-folder.ts';

/**
 * Every file in a folder that is watched, of any depth, sorted. What is gone by the time it is looked at, and what is no file, is
 * left out.
 *
 * @throws FileFailure of the folder; IchorError 'path-unreadable' where something can't be looked at: a share may stumble
 */
export async function findFiles(folder: string): Promise<string[]> {
  try {
    await readdir(folder);
  } catch (error) {
    throw fileFailure(error, folder);
  }
  const files: string[] = [];
  for await (const found of walkFolder(folder)) {
    if (!('code' in found)) files.push(found.name);
    else if (found.path === folder || !LEFT_OUT.includes(found.code)) {
      const { path: subject, code } = found;
      throw new IchorError({
        code: 'path-unreadable',
        subject,
        problem: `cannot be looked at (${code})`,
      });
    }
  }
  return files.sort();
}

const LEFT_OUT = ['ENOENT', 'not-a-file'];
