import { readdir } from 'node:fs/promises';
import { fileFailure, isAbsent } from '@ichor/files';

/**
 * The names in a folder, none where it isn't there.
 *
 * @throws FileFailure where it can't be looked at: what is in it would be taken for missing
 */
export async function readdirOrNone(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isAbsent(error)) return [];
    throw fileFailure(error, folder);
  }
}
