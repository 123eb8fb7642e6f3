import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileFailure, isAbsent } from '@ichor/files';
import { isRun } from '../run-folder.ts';
import { type RunSummary, summarizeRun } from './summarize-run.ts';

/**
 * Every run in a folder of runs, the folds of one as runs of their own, in the order of their names; none where there is no folder.
 *
 * @throws FileFailure where the folder can't be read
 */
export async function listRuns(runsFolder: string): Promise<RunSummary[]> {
  const runs: RunSummary[] = [];
  for (const name of await foldersIn(runsFolder)) {
    if (await isRun(join(runsFolder, name))) {
      runs.push(await summarizeRun(join(runsFolder, name), name));
      continue;
    }
    for (const fold of await foldersIn(join(runsFolder, name))) {
      const path = join(name, fold);
      if (await isRun(join(runsFolder, path))) runs.push(await summarizeRun(join(runsFolder, path), path));
    }
  }
  return runs;
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if (isAbsent(error)) return [];
    throw fileFailure(error, folder);
  });
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}
