import { defaultDataFolder } from '@ichor/server/data-folder';
import { databaseUrl } from '@ichor/server/database-url';
import { openLog } from '@ichor/server/open-log';
import { runProcess } from '@ichor/server/run-process';
import { runWorker } from '@ichor/server/run-worker';
import { defineCommand } from 'citty';
import { openBundleFolder, SHIPPED_BUNDLE } from '../open-bundle-folder.ts';
import { logLevel, quietSeconds, serverOptions } from '../server-options.ts';

const { data, database, bundle, quiet, log } = serverOptions;

export const worker = defineCommand({
  meta: {
    name: 'worker',
    description: `Read the studies that wait in a running database, until Ctrl-C.
Start as many as you like: they share the work.`,
  },
  args: { data, database, bundle, quiet, log },
  async run({ args }) {
    const dataFolder = args.data ?? defaultDataFolder();
    const seconds = quietSeconds(args.quiet);
    const logger = openLog('worker', logLevel(args.log));
    await runProcess(
      async () =>
        runWorker({
          url: await databaseUrl(args.database ?? process.env.DATABASE_URL, dataFolder),
          dataFolder,
          quietSeconds: seconds,
          openBundle: () => openBundleFolder(args.bundle ?? SHIPPED_BUNDLE),
          log: logger,
        }),
      () => console.log('The worker reads what comes.'),
    );
  },
});
