import { stat } from 'node:fs/promises';
import { IchorError } from '@ichor/ct';
import { walkFolder } from '@ichor/intake';

/**
 * Every file in a folder that is watched, of any depth, sorted. What is gone by the time it is looked at, and what is no file, is
 * left out.
 *
 * @throws IchorError 'path-not-found', or by the code of the system's error where something can't be looked at: a share may stumble
 */
export async function findFiles(folder: string): Promise<string[]> {
  await stat(folder).catch((cause: unknown) => {
    throw new IchorError({
      code: 'path-not-found',
      subject: folder,
      problem: 'cannot be opened',
      remedy: 'Give the path of a folder that DICOM files are dropped into.',
      cause,
    });
  });
  const files: string[] = [];
  for await (const found of walkFolder(folder)) {
    if (!('code' in found)) files.push(found.name);
    else if (found.path === folder || !LEFT_OUT.includes(found.code)) {
      const { path: subject, code } = found;
      throw new IchorError({
        code,
        subject,
        problem: 'cannot be looked at',
        remedy: 'Look at its permissions.',
      });
    }
  }
  return files.sort();
}

const LEFT_OUT = ['ENOENT', 'not-a-file'];
