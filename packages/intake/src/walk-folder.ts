import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DiskFile } from './disk-file.ts';
import type { UnreadFile } from './intake-file.ts';
import { isClutter } from './is-clutter.ts';
import { unreadBecause } from './unread-because.ts';

/**
 * Every file under a folder, of any depth, by name; what is hidden is passed over, links are followed, each folder once. What
 * can't be looked at, or is no file (a pipe would never end), comes as unread.
 */
export async function* walkFolder(
  folder: string,
  wanted: (name: string) => boolean = () => true,
  seen = new Set<string>(),
): AsyncGenerator<DiskFile | UnreadFile> {
  let names: string[];
  try {
    const own = await realpath(folder);
    if (seen.has(own)) return;
    seen.add(own);
    names = await readdir(folder);
  } catch (error) {
    yield unreadBecause(folder, error);
    return;
  }
  for (const name of names.sort()) {
    if (isClutter(name) || !wanted(name)) continue;
    const path = join(folder, name);
    try {
      const info = await stat(path);
      if (info.isDirectory()) yield* walkFolder(path, undefined, seen);
      else if (info.isFile()) yield new DiskFile(path, info.size);
      else yield notAFile(path);
    } catch (error) {
      yield unreadBecause(path, error);
    }
  }
}

export const notAFile = (path: string): UnreadFile => ({
  path,
  code: 'not-a-file',
  reason: 'is a pipe, a socket or a device, and no file. Leave it out.',
});
