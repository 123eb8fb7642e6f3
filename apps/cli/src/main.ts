import { enableCompileCache } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { defineCommand, runCommand } from 'citty';
import { COMMANDS } from './commands.ts';
import { endWithLauncher } from './end-with-launcher.ts';
import { EXIT } from './exit-codes.ts';
import { usageError } from './options.ts';
import { tellFailure } from './tell-failure.ts';
import { type AnyCommand, usageText } from './usage-text.ts';
import { versionLine } from './version.ts';
import { watchOutput } from './watch-output.ts';

const ichor = defineCommand({
  meta: {
    name: 'ichor',
    description: `Reads non-contrast head CT for intracranial hemorrhage. Research software, not a medical device.
With --json a failure is JSON too: a line {"error": {code, subject, problem, remedy}} on standard output.`,
  },
  subCommands: { ...COMMANDS },
});

/** Runs one command line; the process's exit code says how it ended. */
export async function main(argv: readonly string[]): Promise<void> {
  const line = { command: argv[0] ?? '', json: asksForJson(argv) };
  watchOutput();
  try {
    await runLine(argv);
  } catch (error) {
    process.exitCode = tellFailure(error, line);
  }
}

async function runLine([name, ...rest]: readonly string[]): Promise<void> {
  if (name === undefined || name === '--help' || name === '-h') {
    console.log(await usageText(ichor));
    if (name === undefined) process.exitCode = EXIT.usage;
    return;
  }
  if (name === '--version' || name === '-V') {
    console.log(await versionLine());
    return;
  }
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!load) throw usageError(name, `Try one of ${Object.keys(COMMANDS).join(', ')}.`, 'is no command');
  await runOne(name, await load(), rest, ichor);
}

/** A command, or the one of its commands that the first word names. */
async function runOne(
  name: string,
  command: AnyCommand,
  args: readonly string[],
  parent: AnyCommand,
): Promise<void> {
  const [first, ...rest] = args;
  const own = command.subCommands as Record<string, AnyCommand> | undefined;
  const group = defineCommand({ meta: { name: `ichor ${name}` } });
  if (own && first !== undefined && Object.hasOwn(own, first))
    return runOne(`${name} ${first}`, own[first]!, rest, group);
  if (args.includes('--help') || args.includes('-h')) {
    console.log(await usageText(command, parent));
    return;
  }
  if (own) {
    const usual = command.default as string | undefined;
    if (usual !== undefined && (first === undefined || first.startsWith('-')))
      return runOne(`${name} ${usual}`, own[usual]!, args, group);
    const verbs = Object.keys(own).map((verb) => `"ichor ${name} ${verb}"`);
    throw usageError(
      [name, ...args].join(' '),
      `Try ${verbs.join(' or ')}; each has --help.`,
      'is no command',
    );
  }
  refuseUnknownOptions(name, command, args);
  await runCommand(command, { rawArgs: [...args] });
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

function asksForJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return argv.slice(0, end < 0 ? undefined : end).includes('--json');
}

// The second start of the server's processes is to take seconds. Not where Node would keep it, in the system's temporary folder:
// there another user of the machine may have laid down code of his own under the name that is looked for.
enableCompileCache(join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'ichor'));
endWithLauncher();
await main(process.argv.slice(2));
