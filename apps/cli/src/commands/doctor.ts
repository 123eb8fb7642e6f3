import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { askDatabase } from '@ichor/server/ask-database';
import { defaultDataFolder } from '@ichor/server/data-folder';
import { lookAtDatabase } from '@ichor/server/look-at-database';
import {
  checkProvider,
  DEVICES,
  describeMachine,
  type ProviderHealth,
  SHIPPED_BUNDLE,
} from '@ichor/training';
import { defineCommand } from 'citty';
import { EXIT } from '../exit-codes.ts';
import { version } from '../version.ts';

export const doctor = defineCommand({
  meta: {
    name: 'doctor',
    description: `Say what this machine has, and what of it does not work: processor, Node, onnxruntime, database, browser;
and every operator of the bundle's and the report's networks, forwards and backwards, on each provider.
Nothing is changed. Exit codes: 0 the processor runs the bundle (reading works), 1 it does not, 2 usage.`,
  },
  args: {
    bundle: { type: 'string', description: 'folder of the bundle to try (default: the one that ships)' },
    json: { type: 'boolean', description: 'print one JSON object' },
  },
  async run({ args }) {
    const machine = await describeMachine();
    const providers: ProviderHealth[] = [];
    for (const provider of DEVICES)
      providers.push(await checkProvider(provider, resolve(args.bundle ?? SHIPPED_BUNDLE)));
    const health = {
      ichor: await version(),
      machine,
      providers,
      database: await databaseHealth(),
      browser: browserHealth(),
    };
    console.log(args.json ? JSON.stringify(health) : inLines(health).join('\n'));
    if (!providers.some((one) => one.provider === 'cpu' && reads(one))) process.exitCode = EXIT.failed;
  },
});

interface Health {
  readonly ichor: string;
  readonly machine: Awaited<ReturnType<typeof describeMachine>>;
  readonly providers: readonly ProviderHealth[];
  readonly database: string;
  readonly browser: string;
}

/** Whether a database that is named answers; the embedded one is only looked at, for opening it would make or mend it. */
async function databaseHealth(): Promise<string> {
  const url = process.env.DATABASE_URL;
  if (!url) return embeddedHealth(defaultDataFolder());
  try {
    return `${await askDatabase(url)} answers at DATABASE_URL`;
  } catch (error) {
    const problem = error instanceof Error ? error.message || error.name : String(error);
    return `DATABASE_URL cannot be reached: ${problem}. Start that PostgreSQL, or unset DATABASE_URL for the embedded one.`;
  }
}

async function embeddedHealth(folder: string): Promise<string> {
  const look = await lookAtDatabase(folder);
  if (look.state === 'denied')
    return `embedded, in ${folder}, CANNOT be opened: ${look.path} is no folder that can be written to. Mend its rights, or name another folder by ICHOR_HOME.`;
  if (look.state === 'open') return `embedded, in ${folder}, open in process ${look.pid}`;
  return `embedded, in ${folder}, ${look.state === 'absent' ? 'which "ichor serve" will make' : 'which no process has open'}`;
}

function browserHealth(): string {
  const path = process.env.CHROMIUM ?? '/usr/bin/chromium';
  return existsSync(path)
    ? `${path}, for the tests of the page`
    : `no ${path}: only the tests of the page need it (on Debian: apt-get install chromium; CHROMIUM names another)`;
}

/** Whether studies can be read on it; training may still be lacking. */
const reads = ({ trouble, bundle }: ProviderHealth): boolean =>
  trouble === undefined && bundle !== undefined && bundle.problem === undefined;

function inLines({ ichor, machine, providers, database, browser }: Health): string[] {
  const blocks =
    machine.block === undefined
      ? 'no blocked convolutions: training is slower'
      : `convolutions in blocks of ${machine.block}`;
  return [
    `ichor        ${ichor}`,
    `machine      ${machine.processor}, ${machine.cores} cores, ${machine.memoryGb} GB`,
    `instructions ${machine.instructionSets?.join(' ') ?? 'not told by this system'}; ${blocks}`,
    `node         ${nodeLine(machine)}`,
    `onnxruntime  ${machine.onnxruntime}`,
    ...providers.flatMap(providerLines),
    `database     ${database}`,
    `browser      ${browser}`,
  ];
}

const nodeLine = ({ node, nodeWanted }: Health['machine']): string =>
  node === nodeWanted
    ? `${node}, as package.json wants`
    : `${node}, but package.json wants ${nodeWanted}: "npm ci" brings it, "npx ichor" starts it`;

function providerLines({ provider, trouble, bundle, networks }: ProviderHealth): string[] {
  const name = provider.padEnd(11);
  if (trouble !== undefined) return [`${name}  ${trouble.problem}. ${trouble.remedy}`];
  const untested = provider === 'cuda' ? ' (untested: no NVIDIA GPU was there when this was written)' : '';
  const of = `${bundle?.name ?? 'bundle'} ${bundle?.problem === undefined ? 'runs' : `FAILS: ${bundle.problem}`}`;
  const parts = networks.map(
    ({ network, operators, failed }) => `${network} ${operators - failed.length} of ${operators} operators`,
  );
  const failures = networks.flatMap(({ network, failed }) =>
    failed.map(({ operator, problem }) => `             FAILS: ${operator} of ${network}: ${problem}`),
  );
  return [`${name}  ${[of, ...parts].join('; ')}${untested}`, ...failures];
}
