import { defaultDataFolder } from '@ichor/server/data-folder';
import { runDatabase } from '@ichor/server/run-database';
import { runProcess } from '@ichor/server/run-process';
import { defineCommand } from 'citty';
import { serverOptions } from '../server-options.ts';

const { data, log } = serverOptions;

export const database = defineCommand({
  meta: {
    name: 'database',
    description: 'Open the embedded database of a data folder for the other processes, until Ctrl-C.',
  },
  args: { data, log },
  async run({ args }) {
    await runProcess(
      () => runDatabase(args.data ?? defaultDataFolder()),
      ({ url }) => console.log(`The database is at ${withoutPassword(url)}`),
    );
  },
});

/** The other commands find it in the data folder; a screen is seen by others. */
function withoutPassword(url: string): string {
  const shown = new URL(url);
  shown.password = '';
  return shown.href;
}
