import { IchorError } from '@ichor/notices';
import { defaultDataFolder } from '@ichor/server/data-folder';
import { entryAddress, portOfAddress, runningServers, type ServerFile } from '@ichor/server/server-file';
import { defineCommand } from 'citty';
import { openBrowser } from '../open-browser.ts';
import { portNumber, serverOptions } from '../server-options.ts';

export const open = defineCommand({
  meta: {
    name: 'open',
    description: 'Print the address of the running page, with its key, and open it in the browser.',
  },
  args: {
    data: serverOptions.data,
    port: { type: 'string', description: 'of several servers on one data folder, the one at this port' },
    open: { type: 'boolean', default: true, description: 'open the browser where there is a screen' },
  },
  async run({ args }) {
    const dataFolder = args.data ?? defaultDataFolder();
    const port = args.port === undefined ? undefined : portNumber(args.port);
    const server = oneOf(await runningServers(dataFolder), dataFolder, port);
    console.log(`Ichor is at ${entryAddress(server)}`);
    if (args.open) await openBrowser(dataFolder, server);
  },
});

/** @throws IchorError `server-not-running`, `several-servers` */
function oneOf(all: readonly ServerFile[], dataFolder: string, port: number | undefined): ServerFile {
  const found = all.filter(({ address }) => port === undefined || portOfAddress(address) === port);
  const [server] = found;
  if (server === undefined) {
    throw new IchorError({
      code: 'server-not-running',
      subject: port === undefined ? dataFolder : `${dataFolder}, port ${port}`,
      problem: 'has no server running',
    });
  }
  if (found.length > 1) {
    throw new IchorError({
      code: 'several-servers',
      subject: dataFolder,
      problem: `has ${found.length} servers running, at ${found.map(({ address }) => address).join(' and ')}`,
    });
  }
  return server;
}
