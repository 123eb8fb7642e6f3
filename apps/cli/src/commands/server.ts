import { bundleReference } from '@ichor/inference';
import { defaultDataFolder } from '@ichor/server/data-folder';
import { databaseUrl } from '@ichor/server/database-url';
import { openLog } from '@ichor/server/open-log';
import { runProcess } from '@ichor/server/run-process';
import { runServer } from '@ichor/server/run-server';
import { entryAddress } from '@ichor/server/server-file';
import { takeToken } from '@ichor/server/token-variable';
import { defineCommand } from 'citty';
import { loadBundle, SHIPPED_BUNDLE } from '../open-bundle-folder.ts';
import { logLevel, portNumber, quietSeconds, serverOptions } from '../server-options.ts';
import { version } from '../version.ts';

export const server = defineCommand({
  meta: {
    name: 'server',
    description: `Serve the page and its interface from a running database, until Ctrl-C.
It reads no study: the worker does.`,
  },
  args: serverOptions,
  async run({ args }) {
    const dataFolder = args.data ?? defaultDataFolder();
    const port = portNumber(args.port);
    const quiet = quietSeconds(args.quiet);
    const log = openLog('server', logLevel(args.log));
    await runProcess(
      async () =>
        runServer({
          url: await databaseUrl(args.database ?? process.env.DATABASE_URL, dataFolder),
          dataFolder,
          host: args.host,
          port,
          version: await version(),
          bundle: bundleReference(await loadBundle(args.bundle ?? SHIPPED_BUNDLE)),
          pageFolder: args.page || null,
          quietSeconds: quiet,
          token: takeToken(),
          log,
        }),
      (running) => console.log(`Ichor is at ${entryAddress(running)}`),
    );
  },
});
