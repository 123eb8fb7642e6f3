import { en } from '@ichor/report';
import { buildPage } from '@ichor/server/build-page';
import { defaultDataFolder } from '@ichor/server/data-folder';
import { runProcess } from '@ichor/server/run-process';
import { serve } from '@ichor/server/serve';
import { entryAddress } from '@ichor/server/server-file';
import { defineCommand } from 'citty';
import { demoStudies } from '../demo-studies.ts';
import { openBrowser } from '../open-browser.ts';
import { SHIPPED_BUNDLE } from '../open-bundle-folder.ts';
import { wholeNumber } from '../options.ts';
import { ProgressLine } from '../progress-line.ts';
import { reportTable } from '../report-table.ts';
import { logLevel, portNumber, quietSeconds, serverOptions } from '../server-options.ts';
import { MAIN } from './serve.ts';

const { page: _, ...options } = serverOptions;

export const demo = defineCommand({
  meta: {
    name: 'demo',
    description: `Simulate six studies, read them and show them on the page, until Ctrl-C.
One study of each type of bleed and one without blood; prints their table and opens the browser.`,
  },
  args: {
    ...options,
    seed: { type: 'string', default: '1', description: 'same seed, same studies' },
    open: { type: 'boolean', default: true, description: 'open the browser where there is a screen' },
  },
  async run({ args }) {
    const started = performance.now();
    const seed = wholeNumber('--seed', args.seed);
    const progress = new ProgressLine();
    progress.show('starting');
    const common = {
      main: MAIN,
      dataFolder: args.data ?? defaultDataFolder(),
      host: args.host,
      port: portNumber(args.port),
      bundle: args.bundle ?? SHIPPED_BUNDLE,
      quietSeconds: quietSeconds(args.quiet),
      databaseUrl: args.database ?? (process.env.DATABASE_URL || undefined),
      logLevel: logLevel(args.log),
      buildPage,
    };
    const onTrouble = (sentence: string) => {
      progress.clear();
      console.error(`ichor: ${sentence}`);
    };
    await runProcess(
      () => serve({ ...common, onTrouble }),
      async (served, signal) => {
        const { made, report, failed } = await demoStudies(served, { seed, progress, signal });
        progress.clear();
        console.log('Six simulated patients (no real person):');
        for (const line of made) console.log(`  ${line}`);
        console.log('');
        console.log(reportTable(report, []));
        for (const line of failed) console.log(line);
        const seconds = ((performance.now() - started) / 1000).toFixed(1);
        console.log(`${seconds} s in all. ${en.researchUseOnlyLong(report.bundle.calibration)}`);
        console.log('');
        console.log(`Ichor is at ${entryAddress(served)} (Ctrl-C stops it)`);
        if (args.open) await openBrowser(common.dataFolder, served);
      },
    );
  },
});
