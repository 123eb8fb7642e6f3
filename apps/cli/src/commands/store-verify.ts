import { defaultDataFolder } from '@ichor/server/data-folder';
import {
  type StoreFinding,
  type StoreVerification,
  verifyDataFolder,
} from '@ichor/server/verify-data-folder';
import { defineCommand } from 'citty';
import { EXIT } from '../exit-codes.ts';
import { ProgressLine } from '../progress-line.ts';
import { serverOptions } from '../server-options.ts';

const { data, database } = serverOptions;

export const storeVerify = defineCommand({
  meta: {
    name: 'verify',
    description: `Check that every stored picture is as it was sent.
Compares each file with its name, which is its SHA-256; where the database runs, also finds files that are missing or unknown. Changes nothing, and may run beside the server.
Exit codes: 0 all are there and as they were sent; 1 some are not, or failure; 2 wrong usage.`,
  },
  args: {
    data,
    database,
    json: { type: 'boolean', description: 'print JSON' },
  },
  async run({ args }) {
    const progress = new ProgressLine();
    const found = await verifyDataFolder(
      args.data ?? defaultDataFolder(),
      args.database ?? (process.env.DATABASE_URL || undefined),
      (files) => progress.show(`${files} files read`),
    );
    progress.clear();
    if (args.json) console.log(JSON.stringify(found, null, 2));
    else for (const line of lines(found)) console.log(line);
    process.exitCode = found.findings.length > 0 ? EXIT.failed : EXIT.done;
  },
});

const WORDS: Readonly<Record<StoreFinding['fault'], string>> = {
  'content-changed': 'was changed since it was sent; send the file again',
  'content-missing': 'is missing; send the file again',
  'content-unreadable': "can't be read from the disk; look at the disk, and at who may read the folder",
  unknown: 'is in no study; the next start of the server records it again, or sets it aside',
};

/** A file may hold hundreds of slices. */
const MOST_NAMED = 3;

function lines({ files, findings, setAside, compared }: StoreVerification): string[] {
  return [
    ...findings.map(({ sha256, fault, slices }) => `${sha256} ${WORDS[fault]}${named(slices)}`),
    ...setAside.map((path) => `${path} was set aside: no study needs it, or it was changed and sent again`),
    `${files} files read, ${findings.length} not as they should be, ${setAside.length} set aside`,
    ...(compared ? [] : ['No database runs: what is missing or in no study was not looked for.']),
  ];
}

const named = (slices: readonly string[]): string =>
  slices.length === 0
    ? ''
    : ` (${slices.slice(0, MOST_NAMED).join(', ')}${slices.length > MOST_NAMED ? `, and ${slices.length - MOST_NAMED} more` : ''})`;
