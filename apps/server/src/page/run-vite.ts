import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** `node run-vite.ts FOLDER`: builds the page in a folder with the Vite that the folder declares. */
const folder = process.argv[2];
if (folder === undefined) throw new Error('run-vite: no folder given');
// Of the server's processes, which may have started this, everything is private. The page is not, and another user of the machine
// may serve the same build.
process.umask(0o022);
const vite = createRequire(join(folder, 'package.json')).resolve('vite');
const { build } = (await import(pathToFileURL(vite).href)) as {
  build: (options: { configFile: string; logLevel: 'error' }) => Promise<unknown>;
};
await build({ configFile: join(folder, 'vite.config.ts'), logLevel: 'error' });
