import { join } from 'node:path';
import type { Model } from '@ichor/compiler';
import { HEMORRHAGE_TYPES } from '@ichor/ct';
import { openBatches } from '@ichor/dataset';
import { rocAuc, weightedLogLoss } from '@ichor/metrics';
import { IchorError } from '@ichor/notices';
import type { Provider } from '@ichor/runtime';
import { type Checkpoint, loadCheckpoint, saveCheckpoint } from './checkpoint.ts';
import { averagedEpochs, keepEpoch } from './epoch-predictions.ts';
import { CLASSIFIER_HEAD, stepInputOf } from './heads.ts';
import type { InitialWeights } from './initial-weights.ts';
import { mixOf } from './mix-of.ts';
import { startPace } from './pace.ts';
import { predict } from './predict.ts';
import { joinPredictions, type Predictions, writePredictions } from './predictions.ts';
import { rateAt } from './rate-schedule.ts';
import type { Recipe } from './recipe.ts';
import { refuseOddBatch } from './refuse-odd-batch.ts';
import { describeRun, finishRun, type LoweringChoice } from './run-folder.ts';
import { openRunLog } from './run-log.ts';
import { recordStart } from './run-record.ts';
import { runTooLong, STEPS_TO_TIME } from './run-too-long.ts';
import type { SplitPart } from './split-data.ts';
import type { TrainState } from './train-state.ts';
import { openTrainStep, type StepResult, type TrainStep } from './train-step.ts';
import { recipeOptimizer, updateRules } from './update-rules.ts';

const TYPES = HEMORRHAGE_TYPES.length;

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
  /** Goes on from the newest checkpoint in the folder. */
  readonly resume?: boolean | undefined;
  readonly limit?: number | undefined;
  /** 200 by default. A checkpoint is also kept at the end, and when the signal aborts. */
  readonly checkpointEverySteps?: number | undefined;
  /** Puts AUC and log loss on the held-out slices into the log after each epoch. No checkpoint is chosen by them. */
  readonly validEveryEpoch?: boolean | undefined;
  /** 2 by default. */
  readonly threads?: number | undefined;
  /** 'cpu' by default. */
  readonly device?: Provider | undefined;
  /**
   * `fixed`, by default: the same table of ways to lower convolutions always. `timed`: the fastest on this machine, which are
   * timed once and kept beside the prepared data; numbers differ by rounding from those of another machine. `timed` is for the processor.
   */
  readonly lowerings?: LoweringChoice | undefined;
  /** A run that would take longer, by its first steps, ends at a checkpoint; any length by default. */
  readonly mostHours?: number | undefined;
  /** Called once, after the first steps: how long it will take to the end. */
  readonly onEstimate?: ((secondsLeft: number) => void) | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What a run is made of. */
export interface RunParts {
  readonly model: Model;
  /** The parameters that it starts with, and where they came from. */
  readonly start: InitialWeights;
  readonly recipe: Recipe;
  readonly parts: readonly SplitPart[];
  readonly folder: string;
  /** Where timed lowerings are kept. */
  readonly timedFile: string;
}

/** Trains a model on data that is split, and leaves the run in `folder`: what `train` does once it has both. */
export async function trainModel(
  { model, start, recipe, parts, folder, timedFile }: RunParts,
  options: LoopOptions,
): Promise<void> {
  const checkpoints = join(folder, 'checkpoints');
  const resumed = options.resume ? await loadCheckpoint(checkpoints) : undefined;
  await describeRun(folder, recipe, options, parts, start);
  await recordStart(folder, start.bundle);
  const step = await openTrainStep({
    model,
    parameters: resumed?.parameters ?? start.parameters,
    batch: recipe.batch,
    size: recipe.size,
    objective: recipe.objective,
    accumulate: recipe.accumulate,
    optimizer: recipeOptimizer(recipe),
    rules: updateRules(model, recipe),
    frozenNorms: recipe.frozenNorms,
    clipNorm: recipe.clipNorm,
    movingAverage: recipe.movingAverage,
    seed: recipe.seed,
    threads: options.threads ?? 2,
    device: options.device ?? 'cpu',
    ...(options.lowerings === 'timed' ? { timedFile } : {}),
    ...(resumed ? { state: mutableState(resumed) } : {}),
  });
  try {
    await runSteps(recipe, options, parts, step, { from: resumed?.step ?? 0, folder, checkpoints });
    const predictions = recipe.epochWeights
      ? await averagedEpochs(folder, recipe.epochWeights)
      : await predictHeldOut(parts, step, options.onProgress, options.signal);
    await writePredictions(join(folder, 'predictions.csv'), predictions);
    await finishRun(folder, { steps: step.state.optimizer.step, heldOutSlices: predictions.slices.length });
  } finally {
    await step.dispose();
  }
}

interface Where {
  readonly from: number;
  readonly folder: string;
  readonly checkpoints: string;
}

async function runSteps(
  recipe: Recipe,
  {
    checkpointEverySteps = 200,
    validEveryEpoch,
    mostHours = Number.POSITIVE_INFINITY,
    onEstimate,
    onProgress,
    signal,
  }: LoopOptions,
  parts: readonly SplitPart[],
  step: TrainStep,
  { from, folder, checkpoints }: Where,
): Promise<void> {
  const log = await openRunLog(join(folder, 'log.jsonl'), from);
  const mix = parts.flatMap(mixOf);
  const samples = recipe.batch * (recipe.accumulate ?? 1);
  const batches = openBatches({
    mix,
    batch: samples,
    epochs: recipe.epochs,
    seed: recipe.seed,
    augmentation: recipe.augmentation,
    fromStep: from,
  });
  const save = async (done: number): Promise<void> => {
    await log.flush();
    await saveCheckpoint(checkpoints, { step: done, parameters: step.parameters, ...step.state });
  };
  const pace = startPace();
  let done = from;
  let saved = from;
  try {
    for (;;) {
      const asked = performance.now();
      const batch = await batches.next();
      if (batch === undefined) break;
      const began = performance.now();
      if (signal?.aborted) {
        if (saved !== done) await save(done);
        signal.throwIfAborted();
      }

      // A single training step.
      const rate = rateAt(recipe, done, batches);
      const { epoch } = batch;
      refuseOddBatch(batch, { mix, seed: recipe.seed, samples, stepsPerEpoch: batches.stepsPerEpoch });
      const result = await step.step(stepInputOf(batch), rate);
      const { [CLASSIFIER_HEAD]: loss = Number.NaN, ...others } = result.losses;
      refuseOddLoss(recipe, result, done);
      done++;
      pace.tick(samples);
      const { imagesPerSecond } = pace;
      log.write({
        step: done,
        epoch,
        loss,
        classLosses: result.classLosses[CLASSIFIER_HEAD] ?? [],
        ...(Object.keys(others).length > 0 ? { otherLosses: others } : {}),
        rate,
        gradientNorm: result.gradientNorm,
        imagesPerSecond: Math.round(imagesPerSecond * 100) / 100,
        waiting: Math.round((1000 * (began - asked)) / (performance.now() - asked)) / 1000,
      });
      const secondsLeft = pace.secondsLeft((batches.steps - done) * samples);
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

      // Once: how long will it take? The steps that tell are the run's own, so that telling changes nothing.
      if (done === from + STEPS_TO_TIME && done < batches.steps) {
        onEstimate?.(secondsLeft);
        const tooLong = runTooLong({
          recipe,
          secondsLeft,
          secondsInAll: (secondsLeft * batches.steps) / (batches.steps - done),
          slicesOfSource: (batches.stepsPerEpoch * samples) / parts.length,
          mostHours,
        });
        if (tooLong) {
          await save(done);
          throw tooLong;
        }
      }
      // Once in a while: logging, so that who looks into the file sees the run move.
      if (done % 10 === 0) await log.flush();
      // Once in a while: figures on the held-out slices, for a curve.
      const isEpoch = done % batches.stepsPerEpoch === 0;
      const counts = (recipe.epochWeights?.[epoch] ?? 0) > 0;
      if (isEpoch && (validEveryEpoch || counts)) {
        const predictions = await predictHeldOut(parts, step, undefined, signal);
        if (counts) await keepEpoch(folder, epoch, predictions);
        const heldOut = validEveryEpoch ? heldOutFigures(parts, predictions) : undefined;
        if (heldOut) log.write({ step: done, epoch, heldOut });
      }
      // Once in a while: a checkpoint. Never before the predictions of an epoch that count.
      if (done % checkpointEverySteps === 0 || done === batches.steps) {
        await save(done);
        saved = done;
      }
    }
  } finally {
    await batches.close();
    await log.flush();
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
      await predict((images) => step.evaluate(images, CLASSIFIER_HEAD), prepared, heldOut, {
        onProgress: report,
        signal,
      }),
    );
    before += heldOut.length;
  }
  return joinPredictions(predictions);
}

function heldOutFigures(parts: readonly SplitPart[], { scores }: Predictions) {
  if (scores.length === 0) return undefined;
  const labels = parts.flatMap(({ prepared, heldOut }) =>
    Array.from(heldOut).flatMap((row) =>
      Array.from(prepared.labels.subarray(row * TYPES, (row + 1) * TYPES)),
    ),
  );
  const any = HEMORRHAGE_TYPES.indexOf('any');
  const column = (values: ArrayLike<number>) => Array.from(values).filter((_, i) => i % TYPES === any);
  return { auc: rocAuc(column(scores), column(labels)), logLoss: weightedLogLoss(scores, labels) };
}

function mutableState({ optimizer, average }: Checkpoint): TrainState {
  return {
    optimizer: {
      step: optimizer.step,
      slots: new Map([...optimizer.slots].map(([name, slots]) => [name, [...slots]])),
    },
    average: average && new Map(average),
  };
}

/** What was done until then stays; log and checkpoint have it. */
function refuseOddLoss(recipe: Recipe, { losses, oddGradient }: StepResult, done: number): void {
  const odd = Object.values(losses).find((loss) => !Number.isFinite(loss));
  if (odd === undefined && oddGradient === undefined) return;
  const where =
    oddGradient === undefined ? '' : `; the first gradient that is no number is that of ${oddGradient}`;
  throw new IchorError({
    code: 'loss-not-a-number',
    subject: recipe.title,
    problem: `the ${odd === undefined ? 'gradient is no number' : `loss became ${odd}`} within steps [${done}, ${done + 1}]${where}`,
  });
}
