import { join } from 'node:path';
import { adam, adamW, type Model } from '@ichor/compiler';
import { HEMORRHAGE_TYPES, IchorError } from '@ichor/ct';
import { openBatches } from '@ichor/dataset';
import { rocAuc, weightedLogLoss } from '@ichor/metrics';
import { type Checkpoint, loadCheckpoint, saveCheckpoint } from './checkpoint.ts';
import { initialWeights } from './initial-weights.ts';
import { mixOf } from './mix-of.ts';
import { startPace } from './pace.ts';
import { predict } from './predict.ts';
import { joinPredictions, type Predictions, writePredictions } from './predictions.ts';
import { rateAt } from './rate-schedule.ts';
import type { Recipe } from './recipe.ts';
import { describeRun, writeWhole } from './run-folder.ts';
import { openRunLog } from './run-log.ts';
import type { SplitPart } from './split-data.ts';
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

export interface LoopOptions {
  readonly fold?: number | undefined;
  /** Folder of the run or bundle whose weights it starts with. */
  readonly init?: string | undefined;
  /** Goes on from the newest checkpoint in the folder. */
  readonly resume?: boolean | undefined;
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

/** Trains a model on data that is split, and leaves the run in `folder`: what `train` does once it has both. */
export async function trainModel(
  model: Model,
  recipe: Recipe,
  parts: readonly SplitPart[],
  folder: string,
  options: LoopOptions,
): Promise<void> {
  const checkpoints = join(folder, 'checkpoints');
  const resumed = options.resume ? await loadCheckpoint(checkpoints) : undefined;
  const start = await initialWeights(recipe, model, options);
  await describeRun(folder, recipe, options, parts, start);
  const step = await openTrainStep({
    model,
    parameters: resumed?.parameters ?? start.parameters,
    batch: recipe.batch,
    size: recipe.size,
    classWeights: recipe.classWeights,
    regionLossWeight: recipe.regionLossWeight,
    optimizer: (recipe.optimizer === 'adamW' ? adamW : adam)({ weightDecay: recipe.weightDecay }),
    threads: options.threads ?? 2,
    ...(resumed ? { state: mutableState(resumed) } : {}),
  });
  try {
    await runSteps(recipe, options, parts, step, {
      from: resumed?.step ?? 0,
      log: join(folder, 'log.jsonl'),
      checkpoints,
    });
    const predictions = await predictHeldOut(parts, step, options.onProgress, options.signal);
    await writePredictions(join(folder, 'predictions.csv'), predictions);
    await writeWhole(join(folder, 'result.json'), { heldOutSlices: predictions.slices.length });
  } finally {
    await step.dispose();
  }
}

interface Where {
  readonly from: number;
  readonly log: string;
  readonly checkpoints: string;
}

async function runSteps(
  recipe: Recipe,
  { checkpointEverySteps = 200, validEveryEpoch, onProgress, signal }: LoopOptions,
  parts: readonly SplitPart[],
  step: TrainStep,
  { from, log: logPath, checkpoints }: Where,
): Promise<void> {
  const batches = openBatches({
    mix: parts.flatMap(mixOf),
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
    for await (const batch of batches) {
      if (signal?.aborted) {
        if (saved !== done) await save(done);
        signal.throwIfAborted();
      }

      // A single training step.
      const rate = rateAt(recipe, done, batches);
      const { epoch } = batch;
      const { loss, regionLoss } = await step.step(batch, rate);
      if (!Number.isFinite(loss) || !Number.isFinite(regionLoss ?? 0)) {
        await log.flush();
        throw lossNotANumber(recipe, Number.isFinite(loss) ? regionLoss : loss, done);
      }
      done++;
      pace.tick(recipe.batch);
      const { imagesPerSecond } = pace;
      log.write({
        step: done,
        epoch,
        loss,
        regionLoss,
        rate,
        imagesPerSecond: Math.round(imagesPerSecond * 100) / 100,
      });
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

      // Once in a while: logging, so that who looks into the file sees the run move.
      if (done % 10 === 0) await log.flush();
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
  onProgress: LoopOptions['onProgress'],
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

function mutableState({ optimizer }: Checkpoint): { step: number; slots: Map<string, Float32Array[]> } {
  return {
    step: optimizer.step,
    slots: new Map([...optimizer.slots].map(([name, slots]) => [name, [...slots]])),
  };
}

function lossNotANumber(recipe: Recipe, loss: number | undefined, done: number): IchorError {
  return new IchorError({
    code: 'loss-not-a-number',
    subject: recipe.title,
    problem: `the loss became ${loss} within steps [${done}, ${done + 1}]`,
    remedy: 'Lower the rate or begin with a warmup.',
  });
}
