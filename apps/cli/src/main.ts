import { enableCompileCache } from 'node:module';
import { isIchorError } from '@ichor/ct';
import { type CommandDef, defineCommand, renderUsage, runCommand } from 'citty';
import { EXIT } from './exit-codes.ts';
import { usageError } from './options.ts';

// biome-ignore lint/suspicious/noExplicitAny: citty types a command by its own options, and a list of several has no common type
type AnyCommand = CommandDef<any>;

const COMMANDS: Record<string, () => Promise<AnyCommand>> = {
  analyze: () => import('./commands/analyze.ts').then((m) => m.analyze),
  bundle: () => import('./commands/bundle.ts').then((m) => m.bundle),
  database: () => import('./commands/database.ts').then((m) => m.database),
  deidentify: () => import('./commands/deidentify.ts').then((m) => m.deidentify),
  demo: () => import('./commands/demo.ts').then((m) => m.demo),
  evaluate: () => import('./commands/evaluate.ts').then((m) => m.evaluate),
  pixels: () => import('./commands/pixels.ts').then((m) => m.pixels),
  inspect: () => import('./commands/inspect.ts').then((m) => m.inspect),
  serve: () => import('./commands/serve.ts').then((m) => m.serve),
  server: () => import('./commands/server.ts').then((m) => m.server),
  simulate: () => import('./commands/simulate.ts').then((m) => m.simulate),
  train: () => import('./commands/train.ts').then((m) => m.train),
  watch: () => import('./commands/watch.ts').then((m) => m.watch),
  worker: () => import('./commands/worker.ts').then((m) => m.worker),
};

const ichor = defineCommand({
  meta: {
    name: 'ichor',
    description:
      'Reads non-contrast head CT for intracranial hemorrhage. Research software, not a medical device.',
  },
  subCommands: COMMANDS,
});

/** Runs one command line; the process's exit code says how it ended. */
export async function main(argv: readonly string[]): Promise<void> {
  const [name, ...rest] = argv;
  try {
    if (name === undefined || name === '--help' || name === '-h') {
      console.log(await renderUsage(ichor));
      if (name === undefined) process.exitCode = EXIT.usage;
      return;
    }
    const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (!load) throw usageError(name, `Try one of ${Object.keys(COMMANDS).join(', ')}.`, 'is no command');
    const command = await load();
    if (rest.includes('--help') || rest.includes('-h')) {
      console.log(await renderUsage(command, ichor));
      return;
    }
    refuseUnknownOptions(name, command, rest);
    await runCommand(command, { rawArgs: rest });
  } catch (error) {
    if (isIchorError(error)) console.error(`ichor: ${error.message}`);
    else if (error instanceof Error && error.name === 'CLIError')
      console.error(`ichor ${name}: ${error.message} Try "ichor ${name} --help".`);
    else console.error(error);
    const isUsage =
      (isIchorError(error) && error.code === 'usage') ||
      (error instanceof Error && error.name === 'CLIError');
    process.exitCode = isUsage ? EXIT.usage : EXIT.failed;
  }
}

/** A misspelt option would otherwise be passed over in silence. */
function refuseUnknownOptions(name: string, command: AnyCommand, args: readonly string[]): void {
  const known = Object.keys(command.args ?? {});
  for (const arg of args) {
    if (arg === '--') return;
    const option = /^--(?:no-)?([^=]+)/.exec(arg)?.[1] ?? /^-[A-Za-z].*/.exec(arg)?.[0];
    if (option !== undefined && !known.includes(option)) {
      throw usageError(
        arg,
        `It has ${known.map((one) => `--${one}`).join(', ')}.`,
        `is no option of ${name}`,
      );
    }
  }
}

// The second start of the server's processes is to take seconds.
enableCompileCache();
await main(process.argv.slice(2));
