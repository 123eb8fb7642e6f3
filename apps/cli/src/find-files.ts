import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { IchorError } from '@ichor/ct';

/** Every file under the given files and folders, of any depth; hidden ones are left out. Sorted, each once. */
export async function findFiles(paths: readonly string[]): Promise<string[]> {
  const found = new Set<string>();
  for (const path of paths) {
    const info = await stat(path).catch((cause: unknown) => {
      throw new IchorError({
        code: 'path-not-found',
        subject: path,
        problem: 'cannot be opened',
        remedy: 'Give the path of a DICOM file or of a folder that holds some.',
        cause,
      });
    });
    if (!info.isDirectory()) found.add(path);
    else for (const file of await filesUnder(path)) found.add(file);
  }
  return [...found].sort();
}

async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const visible = entries.filter((entry) => !entry.name.startsWith('.'));
  const lists = await Promise.all(
    visible.map((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return filesUnder(path);
      return entry.isFile() || entry.isSymbolicLink() ? [path] : [];
    }),
  );
  return lists.flat();
}
