import { fileURLToPath } from 'node:url';
import { buildPage } from '@ichor/server/build-page';
import { defaultDataFolder } from '@ichor/server/data-folder';
import { runProcess } from '@ichor/server/run-process';
import { serve as startProcesses } from '@ichor/server/serve';
import { entryAddress } from '@ichor/server/server-file';
import { defineCommand } from 'citty';
import { SHIPPED_BUNDLE } from '../open-bundle-folder.ts';
import { logLevel, portNumber, quietSeconds, serverOptions } from '../server-options.ts';

const { page: _, ...options } = serverOptions;

export const serve = defineCommand({
  meta: {
    name: 'serve',
    description: `Serve the page, until Ctrl-C.
Builds the page where needed; starts and watches the database (unless you give a PostgreSQL), the server and a worker.`,
  },
  args: options,
  async run({ args }) {
    const dataFolder = args.data ?? defaultDataFolder();
    const port = portNumber(args.port);
    const quiet = quietSeconds(args.quiet);
    const level = logLevel(args.log);
    await runProcess(
      () =>
        startProcesses({
          main: MAIN,
          dataFolder,
          host: args.host,
          port,
          bundle: args.bundle ?? SHIPPED_BUNDLE,
          quietSeconds: quiet,
          databaseUrl: args.database ?? (process.env.DATABASE_URL || undefined),
          logLevel: level,
          buildPage,
          onTrouble: (sentence) => console.error(`ichor: ${sentence}`),
        }),
      (served) => console.log(`Ichor is at ${entryAddress(served)}`),
    );
  },
});

/** The file that runs a command line, to start the processes with. */
export const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
