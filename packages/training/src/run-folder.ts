import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { IchorError } from '@ichor/ct';
import type { Bundle } from '@ichor/report';
import type { Recipe } from './recipe.ts';
import type { SplitPart } from './split-data.ts';

/** What a run folder says of itself: recipe.json. */
export interface RunDescription {
  readonly schema: 'ichor.run/1';
  readonly recipe: Recipe;
  readonly fold: number | null;
  readonly limit: number | null;
  readonly initialWeights: string;
  /** The run or bundle whose weights it started with; absent after a random start, and where the weights had neither. */
  readonly startedFrom?: Origin;
  readonly data: readonly {
    readonly name: string;
    readonly fingerprint: string;
    readonly trainSlices: number;
    readonly trainPatients: number;
    readonly heldOutSlices: number;
    readonly heldOutPatients: number;
    readonly slicesPerEpoch: number;
  }[];
}

/** What is known of the weights that a run started with: the run that made them, or what their bundle says. */
export type Origin = RunDescription | Pick<Bundle, 'schema' | 'name' | 'provenance'>;

/** @throws IchorError `run-exists`, unless it is to be resumed. */
export async function refuseToOverwrite(folder: string, resume: boolean | undefined): Promise<void> {
  if (resume || !(await isRun(folder))) return;
  throw new IchorError({
    code: 'run-exists',
    subject: folder,
    problem: 'already holds a run',
    remedy: 'Resume it with --resume, or give this one another name.',
  });
}

/** What is chosen beside the recipe. */
interface RunChoice {
  readonly fold?: number | undefined;
  readonly limit?: number | undefined;
}

/**
 * What a run's folder says of itself.
 *
 * @throws IchorError `no-run` where it isn't one.
 */
export async function describedRun(folder: string): Promise<RunDescription> {
  const text = await readFile(join(folder, 'recipe.json'), 'utf8').catch((cause) => {
    throw new IchorError({
      code: 'no-run',
      subject: folder,
      problem: 'holds no run (it has no recipe.json)',
      remedy: 'Name the folder of a run.',
      cause,
    });
  });
  return JSON.parse(text);
}

/** Whether a folder holds a run. */
export const isRun = (folder: string): Promise<boolean> => exists(join(folder, 'recipe.json'));

/** Whether a run has its result. */
export const isFinished = (folder: string): Promise<boolean> => exists(join(folder, 'result.json'));

/** Writes recipe.json, or makes sure that the one that is there says the same. */
export async function describeRun(
  folder: string,
  recipe: Recipe,
  { fold, limit }: RunChoice,
  parts: readonly SplitPart[],
  { from, startedFrom }: { readonly from: string; readonly startedFrom: Origin | undefined },
): Promise<void> {
  const patients = (part: SplitPart, rows: Int32Array) =>
    new Set(Array.from(rows, (row) => part.prepared.patients[row])).size;
  const description: RunDescription = {
    schema: 'ichor.run/1',
    recipe,
    fold: fold ?? null,
    limit: limit ?? null,
    initialWeights: from,
    ...(startedFrom ? { startedFrom } : {}),
    data: parts.map((part) => ({
      name: part.prepared.name,
      fingerprint: part.prepared.fingerprint,
      trainSlices: part.train.length,
      trainPatients: patients(part, part.train),
      heldOutSlices: part.heldOut.length,
      heldOutPatients: patients(part, part.heldOut),
      slicesPerEpoch: part.slicesPerEpoch,
    })),
  };
  await mkdir(folder, { recursive: true });
  const path = join(folder, 'recipe.json');
  if (!(await exists(path))) return writeWhole(path, description);
  if (JSON.stringify(JSON.parse(await readFile(path, 'utf8'))) !== JSON.stringify(description))
    throw runDiffers(folder, 'was started with another recipe, data, fold, limit or initial weights');
}

/**
 * Makes sure that a finished run is one of this recipe and these initial weights; its data isn't prepared again to find out.
 *
 * @throws IchorError `run-differs`.
 */
export async function refuseOtherRecipe(
  folder: string,
  recipe: Recipe,
  { fold, limit }: RunChoice,
  initialWeights: string,
): Promise<void> {
  const run = await describedRun(folder);
  const there = JSON.stringify([run.recipe, run.fold, run.limit, run.initialWeights]);
  if (there !== JSON.stringify([recipe, fold ?? null, limit ?? null, initialWeights]))
    throw runDiffers(folder, 'is finished, and was made with another recipe, fold, limit or initial weights');
}

function runDiffers(subject: string, problem: string): IchorError {
  return new IchorError({
    code: 'run-differs',
    subject,
    problem,
    remedy: 'Resume it with what its recipe.json says, or give this run another name.',
  });
}

/** JSON that is whole if it is there. */
export async function writeWhole(path: string, value: unknown): Promise<void> {
  await writeFile(`${path}.unfinished`, `${JSON.stringify(value, null, 2)}\n`);
  await rename(`${path}.unfinished`, path);
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
