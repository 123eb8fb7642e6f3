import { buildReport } from '@ichor/inference';
import { defaultDataFolder } from '@ichor/server/data-folder';
import { databaseUrl } from '@ichor/server/database-url';
import { openLog } from '@ichor/server/open-log';
import { runProcess } from '@ichor/server/run-process';
import { runServer } from '@ichor/server/run-server';
import { defineCommand } from 'citty';
import { readBundleFolder, SHIPPED_BUNDLE } from '../open-bundle-folder.ts';
import { logLevel, portNumber, quietSeconds, serverOptions } from '../server-options.ts';
import { version } from '../version.ts';

export const server = defineCommand({
  meta: {
    name: 'server',
    description:
      'Serve the page and its interface from a database that runs, until Ctrl-C. It reads no study: that is the worker.',
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
          bundle: buildReport(await readBundleFolder(args.bundle ?? SHIPPED_BUNDLE), [], 0).bundle,
          pageFolder: args.page || null,
          quietSeconds: quiet,
          log,
        }),
      ({ address }) => console.log(`Ichor is at ${address}`),
    );
  },
});
