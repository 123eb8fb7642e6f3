import { join } from 'node:path';
import { isAbsent, writeWhole } from '@ichor/files';
import { readRunFile, recordSchema } from './run-schemas.ts';

/** A bundle, by what its maker called it and by all of it. */
export interface BundleName {
  readonly name: string;
  readonly sha256: string;
}

/** run.json: the bundles that a run has to do with. */
export interface RunRecord {
  /** The bundle whose weights it started with; null where it started with none. A run of an older Ichor doesn't say. */
  readonly startedFrom?: BundleName | null;
  /** What was made of it. */
  readonly bundles: readonly BundleName[];
}

/** Writes down what a run starts with, where it isn't there already. */
export async function recordStart(folder: string, startedFrom: BundleName | undefined): Promise<void> {
  const { bundles, ...before } = await readRecord(folder);
  if (before.startedFrom === undefined) await write(folder, { startedFrom: startedFrom ?? null, bundles });
}

/** Writes down that a bundle was made of a run. */
export async function recordBundle(folder: string, { name, sha256 }: BundleName): Promise<void> {
  const { bundles, ...before } = await readRecord(folder);
  const others = bundles.filter((bundle) => bundle.sha256 !== sha256);
  await write(folder, { ...before, bundles: [...others, { name, sha256 }] });
}

const pathOf = (folder: string): string => join(folder, 'run.json');

async function readRecord(folder: string): Promise<RunRecord> {
  return readRunFile<RunRecord>(pathOf(folder), recordSchema).catch((error: unknown) => {
    if (isAbsent(error)) return { bundles: [] };
    throw error;
  });
}

const write = (folder: string, record: RunRecord): Promise<void> =>
  writeWhole(pathOf(folder), `${JSON.stringify(record, null, 2)}\n`);
