import {
  classLossName,
  elementCount,
  headOf,
  inferenceGraph,
  type Lowerings,
  lossName,
  type Model,
  moveRunningStatistics,
  type Objective,
  type Optimizer,
  type ParameterMap,
  portableLowerings,
  type Tensor,
  trainingGraph,
} from '@ichor/compiler';
import { openSession, type Provider, type Session } from '@ichor/runtime';
import { fastestLowerings } from './fastest-lowerings.ts';
import { gradientNorm } from './gradient-norm.ts';
import { machineLowerings } from './machine-lowerings.ts';
import { moveAverage, weightsToRead } from './moving-average.ts';
import { microBatches, type StepInput } from './step-input.ts';
import { stepNoises } from './step-noises.ts';
import { copyParameters, sharedCopy, startOptimizer, type TrainState } from './train-state.ts';
import { type UpdateRule, updateRules } from './update-rules.ts';
import { openUpdater, sharedFloats } from './updater.ts';

export interface TrainStepOptions {
  readonly model: Model;
  /** Where to start; they are copied. */
  readonly parameters: ParameterMap;
  /** Samples that the network sees together. */
  readonly batch: number;
  /** So many batches make an update, whose gradients are averaged; 1 by default. */
  readonly accumulate?: number | undefined;
  readonly size: number;
  readonly objective: Objective;
  readonly optimizer: Optimizer;
  /** What is trained, and how; all of the model's parameters alike by default. */
  readonly rules?: readonly UpdateRule[];
  /** Whether batch normalizations take their running statistics, and leave them; false by default. */
  readonly frozenNorms?: boolean | undefined;
  /** The longest gradient; any by default. */
  readonly clipNorm?: number | undefined;
  /** Share that a moving average of the weights keeps at a step; none is taken by default. */
  readonly movingAverage?: number | undefined;
  /** Of what is left out at random; 0 by default. */
  readonly seed?: number;
  /** Within an operator of the graph, and for the optimizer; 2 by default. */
  readonly threads?: number;
  /** What the graph runs on; the processor by default. The optimizer runs on the processor in any case. */
  readonly device?: Provider;
  /**
   * File of the ways that were timed on this machine, of which the fastest are taken, see `fastestLowerings`; the fixed table by
   * default, which gives the same numbers everywhere where blocks are the same. For the processor alone.
   */
  readonly timedFile?: string | undefined;
  /** Of an earlier run that this one continues; it is copied. */
  readonly state?: TrainState;
}

/** A model in training: its parameters, its optimizer's state, and the graph that gives their gradients. */
export interface TrainStep {
  /**
   * One update, from `accumulate` times `batch` samples. Where a loss or a gradient is no number, nothing is updated.
   *
   * @returns the losses before the update
   * @throws RangeError where an array that the objective needs isn't there, or is of another length
   */
  step(input: StepInput, rate: number): Promise<StepResult>;
  /**
   * Values [n, outputs] of a head that reads, for images [n, C, S, S] of any n, with the running statistics, and with
   * the moving average where one is taken.
   */
  evaluate(images: Float32Array, head: string): Promise<Float32Array>;
  /** Updated in place by every step, running statistics included; copy what is to be kept. */
  readonly parameters: ReadonlyMap<string, Tensor>;
  /** Updated in place; with the parameters, all that a checkpoint needs. */
  readonly state: TrainState;
  dispose(): Promise<void>;
}

export interface StepResult {
  /** Each term of the objective by `head` or `head/loss`, with its weight. */
  readonly losses: Readonly<Record<string, number>>;
  /** Of each head of whole samples, its mean cross-entropy by class, without weights. */
  readonly classLosses: Readonly<Record<string, readonly number[]>>;
  /** The length of the gradient of all parameters together, before it is clipped. */
  readonly gradientNorm: number;
  /** The first parameter, in the model's order, whose gradient is no number. */
  readonly oddGradient: string | undefined;
}

/** @throws IchorError `weights-other-model` where parameters or state are of another model */
export async function openTrainStep(options: TrainStepOptions): Promise<TrainStep> {
  const { model, batch, size, objective, optimizer, threads = 2, device = 'cpu', seed = 0 } = options;
  const {
    accumulate = 1,
    frozenNorms = false,
    clipNorm,
    movingAverage,
    rules = updateRules(model, {}),
  } = options;
  const parameters = copyParameters(model, options.parameters);
  const learned = rules.map(({ name }) => name);
  const trained = new Set(learned);
  const before = options.state;
  const state: TrainState = {
    optimizer: startOptimizer(model, optimizer, parameters, learned, before?.optimizer),
    average: movingAverage === undefined ? undefined : startAverage(parameters, before?.average),
  };
  const lower = (lowerings: Lowerings) =>
    trainingGraph(model, {
      batch,
      size,
      objective,
      lowerings,
      frozen: (name) => !trained.has(name),
      frozenNorms: () => frozenNorms,
    });
  const fixed = () => (device === 'cpu' ? machineLowerings() : portableLowerings);
  const { timedFile: file } = options;
  const graph = lower(await (file === undefined ? fixed() : fastestLowerings(lower, { file, threads })));
  const session = await openSession(graph.onnx, { threads, provider: device });
  const results = new Map(
    graph.outputs.map(({ name, shape }) => [name, { shape, data: sharedFloats(elementCount(shape)) }]),
  );
  const into = Object.fromEntries(results);
  const resultOf = (name: string): Float32Array => taken(results, name).data;
  const gradients = learned.map((name) => resultOf(`gradient/${name}`));
  // Of several batches, gradients are summed up beside the graph's own outputs.
  const sums = accumulate === 1 ? gradients : gradients.map(({ length }) => sharedFloats(length));
  const updater = openUpdater(
    optimizer,
    rules.map(({ name, rateFactor, decays }, i) => ({
      parameter: taken(parameters, name).data,
      gradient: sums[i]!,
      slots: state.optimizer.slots.get(name) ?? [],
      rateFactor,
      decays,
    })),
    threads,
  );
  const feeds = Object.fromEntries(
    graph.inputs.flatMap(({ name }) => (parameters.has(name) ? [[name, taken(parameters, name)]] : [])),
  );
  let reader: Session | undefined;
  const forgetReader = async (): Promise<void> => {
    await reader?.dispose();
    reader = undefined;
  };

  return {
    parameters,
    state,
    async step(input, rate) {
      await forgetReader();
      const losses: Record<string, number> = {};
      const classLosses: Record<string, number[]> = {};
      const micro = microBatches(input, graph, objective, accumulate);
      for (const [i, given] of micro.entries()) {
        const noises = stepNoises(graph.noises, seed, state.optimizer.step, i);
        await session.run({ ...feeds, ...given, ...noises }, into);
        moveRunningStatistics(graph.norms, parameters, results);
        if (sums !== gradients) for (const [k, sum] of sums.entries()) addInto(sum, gradients[k]!, i === 0);
        for (const { head, loss } of objective) {
          const key = loss === 'binaryCrossEntropy' ? head : `${head}/${loss}`;
          losses[key] = (losses[key] ?? 0) + resultOf(lossName(head, loss))[0]! / accumulate;
          const each = results.get(classLossName(head))?.data;
          if (each && loss === 'binaryCrossEntropy')
            classLosses[head] = Array.from(
              each,
              (one, c) => (classLosses[head]?.[c] ?? 0) + one / accumulate,
            );
        }
      }
      const { norm, odd } = gradientNorm(sums, 1 / accumulate);
      const oddGradient = odd === undefined ? undefined : learned[odd];
      const result = { losses, classLosses, gradientNorm: norm, oddGradient };
      if (odd !== undefined || Object.values(losses).some((loss) => !Number.isFinite(loss))) return result;
      const clip = clipNorm === undefined || norm <= clipNorm ? 1 : clipNorm / norm;
      const step = ++state.optimizer.step;
      await updater.update({ rate, step, gradientScale: clip / accumulate });
      if (state.average) moveAverage(state.average, parameters, movingAverage!, step);
      return result;
    },
    async evaluate(images, head) {
      const { outputs } = headOf(model, head);
      const each = model.channels * size * size;
      if (images.length % each !== 0)
        throw new RangeError(`evaluate: ${images.length} values are no whole number of images`);
      const weights = weightsToRead(parameters, state.average);
      reader ??= await openSession(inferenceGraph(model, weights, { batch: 'dynamic', size }), {
        threads,
        provider: device,
      });
      const values = new Float32Array((images.length / each) * outputs);
      for (let start = 0; start * each < images.length; start += batch) {
        const data = images.subarray(start * each, (start + batch) * each);
        const shape = [data.length / each, model.channels, size, size];
        const out = await reader.run({ images: { shape, data } });
        const read = out[head]?.data;
        if (read === undefined) throw new RangeError(`evaluate: ${head} of ${model.name} does not read`);
        values.set(read, start * outputs);
      }
      return values;
    },
    async dispose() {
      await forgetReader();
      await updater.close();
      await session.dispose();
    },
  };
}

const startAverage = (
  parameters: ParameterMap,
  before: ReadonlyMap<string, Float32Array> | undefined,
): Map<string, Float32Array> =>
  new Map([...parameters].map(([name, { data }]) => [name, sharedCopy(before?.get(name) ?? data)]));

function addInto(sum: Float32Array, values: Float32Array, isFirst: boolean): void {
  if (isFirst) sum.set(values);
  else for (let i = 0; i < sum.length; i++) sum[i]! += values[i]!;
}

function taken(tensors: ReadonlyMap<string, Tensor>, name: string): Tensor {
  const tensor = tensors.get(name);
  if (tensor === undefined) throw new RangeError(`openTrainStep: there is no ${name}`);
  return tensor;
}
