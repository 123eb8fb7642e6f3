import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** Made, not written: they change without the sources. */
const NOT_SOURCES: ReadonlySet<string> = new Set(['node_modules', 'dist', '.results', 'coverage']);
const TEST = /\.test\.tsx?$/;

/** One hash of the names and contents of all files under the given files and folders of `root`; of tests none. */
export async function hashSources(root: string, paths: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const path of paths) {
    for (const file of await filesUnder(join(root, path))) {
      const bytes = await readFile(file);
      hash.update(`${relative(root, file).replaceAll('\\', '/')}\0${bytes.length}\0`).update(bytes);
    }
  }
  return hash.digest('hex');
}

async function filesUnder(path: string): Promise<string[]> {
  if (!(await stat(path)).isDirectory()) return [path];
  const entries = (await readdir(path, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1));
  const lists = await Promise.all(
    entries
      .filter(({ name }) => !NOT_SOURCES.has(name) && !TEST.test(name))
      .map((entry) => {
        const child = join(path, entry.name);
        return entry.isDirectory() ? filesUnder(child) : entry.isFile() ? [child] : [];
      }),
  );
  return lists.flat();
}
