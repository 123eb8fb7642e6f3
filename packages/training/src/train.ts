import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { adam, adamW } from '@ichor/compiler';
import { HEMORRHAGE_TYPES, IchorError, inputSpecification } from '@ichor/ct';
import { openBatches } from '@ichor/dataset';
import { rocAuc, weightedLogLoss } from '@ichor/metrics';
import { buildModel } from '@ichor/models';
import { type Checkpoint, loadCheckpoint, saveCheckpoint } from './checkpoint.ts';
import { initialWeights } from './initial-weights.ts';
import { startPace } from './pace.ts';
import { predict } from './predict.ts';
import { joinPredictions, type Predictions, writePredictions } from './predictions.ts';
import { rateAt } from './rate-schedule.ts';
import { checkRecipe, type Recipe } from './recipe.ts';
import { openRunLog } from './run-log.ts';
import { type SplitPart, splitData } from './split-data.ts';
import { openTrainStep, type TrainStep } from './train-step.ts';

/** What a person who watches wants to know. */
export interface Progress {
  readonly phase: 'prepare' | 'train' | 'predict';
  readonly done: number;
  readonly total: number;
  readonly epoch?: number;
  readonly loss?: number;
  readonly rate?: number;
  readonly imagesPerSecond?: number;
  readonly secondsLeft?: number;
}

export interface TrainOptions {
  /** Runs are folders in it; outside the checkout. */
  readonly runsFolder: string;
  /** The run's folder in runsFolder. */
  readonly name: string;
  /** Folders of the sources that have one, by kind. */
  readonly data?: Readonly<Partial<Record<string, string>>> | undefined;
  /** Where prepared data is kept; `cache` beside runsFolder by default. */
  readonly cacheFolder?: string | undefined;
  /** Which of five folds to hold out, 0 to 4; none by default. */
  readonly fold?: number | undefined;
  /** Folder of the run or bundle whose weights it starts with. */
  readonly init?: string | undefined;
  /** Goes on with an interrupted run of that name, or gives back a finished one. */
  readonly resume?: boolean | undefined;
  /** At most so many slices of each source an epoch, and held out: for trying things out. */
  readonly limit?: number | undefined;
  /** 200 by default. A checkpoint is also kept at the end, and when the signal aborts. */
  readonly checkpointEverySteps?: number | undefined;
  /** Puts AUC and log loss on the held-out slices into the log after each epoch. No checkpoint is chosen by them. */
  readonly validEveryEpoch?: boolean | undefined;
  /** 2 by default. */
  readonly threads?: number | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What a run folder says of itself: recipe.json. */
export interface RunDescription {
  readonly schema: 'ichor.run/1';
  readonly recipe: Recipe;
  readonly fold: number | null;
  readonly limit: number | null;
  readonly initialWeights: string;
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

/**
 * Recipe -> run. The folder gets recipe.json, log.jsonl, checkpoints/, and, once the run is finished, predictions.csv
 * with the slices it never trained on and result.json. The last step's weights are the result; none are chosen by how they score.
 * With the same recipe, data and machine, the same numbers, also when it was interrupted and resumed.
 *
 * @returns the run's folder
 * @throws IchorError where recipe, data, weights or folder don't fit, or the loss is no number; the signal's reason where it
 * aborts, after a checkpoint.
 */
export async function train(recipe: Recipe, options: TrainOptions): Promise<string> {
  const { onProgress, signal, threads = 2, checkpointEverySteps = 200 } = options;
  checkRecipe(recipe);
  const folder = join(options.runsFolder, options.name);
  const checkpoints = join(folder, 'checkpoints');
  await refuseToOverwrite(folder, options.resume);
  if (await isFinished(folder)) return folder;

  const parts = await splitData(recipe, inputSpecification(recipe.size), {
    ...options,
    cacheFolder: options.cacheFolder ?? join(options.runsFolder, '..', 'cache'),
    onPrepare: (progress) => onProgress?.({ phase: 'prepare', ...progress }),
  });
  const model = buildModel(recipe.architecture);
  const resumed = options.resume ? await loadCheckpoint(checkpoints) : undefined;
  const start = await initialWeights(recipe, model, options.init);
  await describeRun(folder, recipe, options, parts, start.from);

  const step = await openTrainStep({
    model,
    parameters: resumed?.parameters ?? start.parameters,
    batch: recipe.batch,
    size: recipe.size,
    classWeights: recipe.classWeights,
    optimizer: (recipe.optimizer === 'adamW' ? adamW : adam)({ weightDecay: recipe.weightDecay }),
    threads,
    ...(resumed ? { state: mutableState(resumed) } : {}),
  });
  try {
    await runSteps(recipe, options, parts, step, {
      from: resumed?.step ?? 0,
      log: join(folder, 'log.jsonl'),
      checkpoints,
      checkpointEverySteps,
    });
    const predictions = await predictHeldOut(parts, step, onProgress, signal);
    await writePredictions(join(folder, 'predictions.csv'), predictions);
    await writeWhole(join(folder, 'result.json'), { heldOutSlices: predictions.slices.length });
  } finally {
    await step.dispose();
  }
  return folder;
}

interface Where {
  readonly from: number;
  readonly log: string;
  readonly checkpoints: string;
  readonly checkpointEverySteps: number;
}

async function runSteps(
  recipe: Recipe,
  { validEveryEpoch, onProgress, signal }: TrainOptions,
  parts: readonly SplitPart[],
  step: TrainStep,
  { from, log: logPath, checkpoints, checkpointEverySteps }: Where,
): Promise<void> {
  const batches = openBatches({
    mix: parts.map(({ prepared, train, slicesPerEpoch }) => ({ prepared, rows: train, slicesPerEpoch })),
    batch: recipe.batch,
    epochs: recipe.epochs,
    seed: recipe.seed,
    augmentation: recipe.augmentation,
    fromStep: from,
  });
  const log = await openRunLog(logPath, from);
  const save = async (done: number): Promise<void> => {
    await log.flush();
    await saveCheckpoint(checkpoints, { step: done, parameters: step.parameters, optimizer: step.state });
  };
  const pace = startPace();
  let done = from;
  let saved = from;
  try {
    for await (const { images, labels, epoch } of batches) {
      if (signal?.aborted) {
        if (saved !== done) await save(done);
        signal.throwIfAborted();
      }

      // A single training step.
      const rate = rateAt(recipe, done, batches);
      const { loss } = await step.step(images, labels, rate);
      if (!Number.isFinite(loss)) {
        await log.flush();
        throw lossNotANumber(recipe, loss, done);
      }
      done++;
      pace.tick(recipe.batch);
      const { imagesPerSecond } = pace;
      log.write({ step: done, epoch, loss, rate, imagesPerSecond: Math.round(imagesPerSecond * 100) / 100 });
      const secondsLeft = pace.secondsLeft((batches.steps - done) * recipe.batch);
      onProgress?.({
        phase: 'train',
        done,
        total: batches.steps,
        epoch,
        loss,
        rate,
        imagesPerSecond,
        secondsLeft,
      });

      // Once in a while: figures on the held-out slices, for a curve.
      if (validEveryEpoch && done % batches.stepsPerEpoch === 0) {
        const heldOut = heldOutFigures(parts, await predictHeldOut(parts, step, undefined, signal));
        if (heldOut) log.write({ step: done, epoch, heldOut });
      }
      // Once in a while: a checkpoint.
      if (done % checkpointEverySteps === 0 || done === batches.steps) {
        await save(done);
        saved = done;
      }
    }
  } finally {
    await log.flush();
    await batches.close();
  }
}

async function predictHeldOut(
  parts: readonly SplitPart[],
  step: TrainStep,
  onProgress: TrainOptions['onProgress'],
  signal: AbortSignal | undefined,
): Promise<Predictions> {
  const total = parts.reduce((sum, { heldOut }) => sum + heldOut.length, 0);
  const predictions: Predictions[] = [];
  let before = 0;
  for (const { prepared, heldOut } of parts) {
    const report = (done: number) => onProgress?.({ phase: 'predict', done: before + done, total });
    predictions.push(
      await predict((images) => step.evaluate(images), prepared, heldOut, { onProgress: report, signal }),
    );
    before += heldOut.length;
  }
  return joinPredictions(predictions);
}

function heldOutFigures(parts: readonly SplitPart[], { scores }: Predictions) {
  if (scores.length === 0) return undefined;
  const labels = parts.flatMap(({ prepared, heldOut }) =>
    Array.from(heldOut).flatMap((row) => Array.from(prepared.labels.subarray(row * 6, row * 6 + 6))),
  );
  const any = HEMORRHAGE_TYPES.indexOf('any');
  const column = (values: ArrayLike<number>) => Array.from(values).filter((_, i) => i % 6 === any);
  return { auc: rocAuc(column(scores), column(labels)), logLoss: weightedLogLoss(scores, labels) };
}

async function refuseToOverwrite(folder: string, resume: boolean | undefined): Promise<void> {
  if (resume || !(await exists(join(folder, 'recipe.json')))) return;
  throw new IchorError({
    code: 'run-exists',
    subject: folder,
    problem: 'already holds a run',
    remedy: 'Resume it with --resume, or give this one another name.',
  });
}

export const isFinished = (folder: string): Promise<boolean> => exists(join(folder, 'result.json'));

/** Writes recipe.json, or makes sure that the one that is there says the same. */
async function describeRun(
  folder: string,
  recipe: Recipe,
  { fold, limit }: TrainOptions,
  parts: readonly SplitPart[],
  from: string,
): Promise<void> {
  const patients = (part: SplitPart, rows: Int32Array) =>
    new Set(Array.from(rows, (row) => part.prepared.patients[row])).size;
  const description: RunDescription = {
    schema: 'ichor.run/1',
    recipe,
    fold: fold ?? null,
    limit: limit ?? null,
    initialWeights: from,
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
    throw new IchorError({
      code: 'run-differs',
      subject: folder,
      problem: 'was started with another recipe, data, fold, limit or initial weights',
      remedy: 'Resume it with what its recipe.json says, or give this run another name.',
    });
}

function mutableState({ optimizer }: Checkpoint): { step: number; slots: Map<string, Float32Array[]> } {
  return {
    step: optimizer.step,
    slots: new Map([...optimizer.slots].map(([name, slots]) => [name, [...slots]])),
  };
}

function lossNotANumber(recipe: Recipe, loss: number, done: number): IchorError {
  return new IchorError({
    code: 'loss-not-a-number',
    subject: recipe.title,
    problem: `the loss became ${loss} within steps [${done}, ${done + 1}]`,
    remedy: 'Lower the rate or begin with a warmup; the last checkpoint is from before.',
  });
}

async function writeWhole(path: string, value: unknown): Promise<void> {
  await writeFile(`${path}.unfinished`, `${JSON.stringify(value, null, 2)}\n`);
  await rename(`${path}.unfinished`, path);
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
