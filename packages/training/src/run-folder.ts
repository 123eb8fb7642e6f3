import { join } from 'node:path';
import type { Source, SplitUse } from '@ichor/dataset';
import { exists, isAbsent, writeWhole } from '@ichor/files';
import { IchorError } from '@ichor/notices';
import { assertFits, BUNDLE_SCHEMA, type Bundle } from '@ichor/report';
import type { Provider } from '@ichor/runtime';
import Type from 'typebox';
import type { Recipe } from './recipe.ts';
import { RUN_SCHEMA, readRunFile, resultSchema, runSchema, startBundleSchema } from './run-schemas.ts';
import type { SplitPart } from './split-data.ts';

/** What a run folder says of itself: recipe.json. */
export interface RunDescription {
  readonly schema: typeof RUN_SCHEMA;
  readonly recipe: Recipe;
  readonly fold: number | null;
  readonly limit: number | null;
  /** Where it isn't the processor. */
  readonly device?: Provider;
  /** Where they aren't those of the fixed table. */
  readonly lowerings?: 'timed';
  readonly initialWeights: string;
  /** The run or bundle whose weights it started with; absent after a random start, and where the weights had neither. */
  readonly startedFrom?: Origin;
  /** In the order of the recipe's. */
  readonly data: readonly RunData[];
}

/** What a run was trained on, of one source. */
export interface RunData extends Pick<Source, 'name' | 'attribution' | 'publicNames'> {
  readonly fingerprint: string;
  readonly trainSlices: number;
  readonly trainPatients: number;
  readonly heldOutSlices: number;
  readonly heldOutPatients: number;
  readonly slicesPerEpoch: number;
  /** Where the recipe names a split; nothing of it is held out where the run has no fold. */
  readonly split?: SplitUse;
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
  });
}

/** What is chosen beside the recipe. */
interface RunChoice {
  readonly fold?: number | undefined;
  readonly limit?: number | undefined;
  readonly device?: Provider | undefined;
  readonly lowerings?: LoweringChoice | undefined;
}

export type LoweringChoice = 'fixed' | 'timed';

/**
 * What a run's folder says of itself.
 *
 * @throws IchorError `no-run` where it isn't one, `run-schema` where another version made it, `run-damaged` naming the field that
 * doesn't fit.
 */
export async function describedRun(folder: string): Promise<RunDescription> {
  const path = join(folder, RECIPE_FILE);
  const run = await readRunFile<RunDescription>(path, Type.Object({ schema: Type.String() })).catch(
    (cause: unknown) => {
      if (!isAbsent(cause)) throw cause;
      throw new IchorError({
        code: 'no-run',
        subject: folder,
        problem: 'holds no run (it has no recipe.json)',
        cause,
      });
    },
  );
  checkDescription(run, path, [RUN_SCHEMA]);
  return run;
}

/** Checks a description and those of the runs, and the bundle, before it. */
function checkDescription(run: Origin, path: string, known: readonly string[]): void {
  if (!known.includes(run.schema))
    throw new IchorError({
      code: 'run-schema',
      subject: path,
      problem: `tells of a run or bundle of schema ${run.schema}, not ${known.join(' or ')}`,
    });
  const remedy = 'Put back a copy of that file, or train the run again under another name.';
  const schema = run.schema === RUN_SCHEMA ? runSchema : startBundleSchema;
  assertFits(schema, run, { code: 'run-damaged', subject: path, remedy });
  if (run.schema === RUN_SCHEMA && run.startedFrom)
    checkDescription(run.startedFrom, path, [RUN_SCHEMA, BUNDLE_SCHEMA]);
}

const RECIPE_FILE = 'recipe.json';

/** Whether a folder holds a run. */
export const isRun = (folder: string): Promise<boolean> => exists(join(folder, RECIPE_FILE));

/** What a finished run says of its end: result.json. */
export interface RunResult {
  /** Steps done; its weights are those after the last of them. */
  readonly steps: number;
  readonly heldOutSlices: number;
}

/** Whether a run has its result. */
export const isFinished = (folder: string): Promise<boolean> => exists(join(folder, RESULT_FILE));

const RESULT_FILE = 'result.json';

/** Writes down that a run has come to its end. */
export const finishRun = (folder: string, result: RunResult): Promise<void> =>
  writeJson(join(folder, RESULT_FILE), result);

/**
 * Makes sure that weights after so many steps are those that a run in the folder ended with, if it has ended: of the ones before,
 * which an interrupted run goes on from, nobody who asks for its weights may be given any.
 *
 * @throws IchorError `run-weights-missing`
 */
export async function refuseEarlierWeights(folder: string, steps: number): Promise<void> {
  if (!(await isFinished(folder))) return;
  const result = await readRunFile<RunResult>(join(folder, RESULT_FILE), resultSchema);
  if (result.steps === steps) return;
  throw new IchorError({
    code: 'run-weights-missing',
    subject: folder,
    problem: `ended after ${result.steps} steps, and its newest checkpoint is of step ${steps}`,
  });
}

/** Writes recipe.json, or makes sure that the one that is there says the same. */
export async function describeRun(
  folder: string,
  recipe: Recipe,
  { fold, limit, device = 'cpu', lowerings }: RunChoice,
  parts: readonly SplitPart[],
  { from, startedFrom }: { readonly from: string; readonly startedFrom: Origin | undefined },
): Promise<void> {
  const patients = (part: SplitPart, rows: Int32Array) =>
    new Set(Array.from(rows, (row) => part.prepared.patients[row])).size;
  const description: RunDescription = {
    schema: RUN_SCHEMA,
    recipe,
    fold: fold ?? null,
    limit: limit ?? null,
    ...(device === 'cpu' ? {} : { device }),
    ...(lowerings === 'timed' ? { lowerings } : {}),
    initialWeights: from,
    ...(startedFrom ? { startedFrom } : {}),
    data: parts.map((part) => ({
      name: part.prepared.name,
      attribution: part.attribution,
      publicNames: part.publicNames,
      fingerprint: part.prepared.fingerprint,
      trainSlices: part.train.length,
      trainPatients: patients(part, part.train),
      heldOutSlices: part.heldOut.length,
      heldOutPatients: patients(part, part.heldOut),
      slicesPerEpoch: part.slicesPerEpoch,
      ...(part.split ? { split: part.split } : {}),
    })),
  };
  const path = join(folder, RECIPE_FILE);
  if (!(await exists(path))) return writeJson(path, description);
  if (JSON.stringify(await describedRun(folder)) !== JSON.stringify(description))
    throw runDiffers(
      folder,
      'was started with another recipe, data, fold, limit, device, lowerings or initial weights',
    );
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
  });
}

const writeJson = (path: string, value: unknown): Promise<void> =>
  writeWhole(path, `${JSON.stringify(value, null, 2)}\n`);
