import {
  elementCount,
  inferenceGraph,
  isLearned,
  type Model,
  moveRunningStatistics,
  type Optimizer,
  type ParameterMap,
  type Tensor,
  trainingGraph,
} from '@ichor/compiler';
import { openSession, type Session } from '@ichor/runtime';
import { machineLowerings } from './machine-lowerings.ts';
import { openUpdater, sharedFloats } from './updater.ts';

/** What an optimizer remembers: how many steps were taken, and its slots for each learned parameter. */
export interface OptimizerState {
  step: number;
  readonly slots: Map<string, Float32Array[]>;
}

export interface TrainStepOptions {
  readonly model: Model;
  /** Where to start; they are copied. */
  readonly parameters: ParameterMap;
  readonly batch: number;
  readonly size: number;
  readonly classWeights: readonly number[];
  /** How much the loss of the model's regions counts; not at all by default. */
  readonly regionLossWeight?: number | undefined;
  readonly optimizer: Optimizer;
  /** Within an operator of the graph, and for the optimizer; 2 by default. */
  readonly threads?: number;
  /** Of an earlier run that this one continues; it is copied. */
  readonly state?: OptimizerState;
}

/** A model in training: its parameters, its optimizer's state, and the graph that gives their gradients. */
export interface TrainStep {
  /**
   * One update.
   * @returns the losses and the logits [batch, classes] before the update
   */
  step(input: StepInput, rate: number): Promise<StepResult>;
  /** Logits [n, classes] for images [n, C, S, S] of any n, with the running statistics. */
  evaluate(images: Float32Array): Promise<Float32Array>;
  /** Updated in place by every step, running statistics included; copy what is to be kept. */
  readonly parameters: ReadonlyMap<string, Tensor>;
  /** Updated in place; with the parameters, all that a checkpoint needs. */
  readonly state: OptimizerState;
  dispose(): Promise<void>;
}

/** A batch as {@link TrainStep.step} takes it. */
export interface StepInput {
  readonly images: Float32Array; // [batch, C, S, S]
  /** 0 to 1 */
  readonly labels: Float32Array; // [batch, classes]
  /** Read where regionLossWeight is above 0: what is where, and how much each sample's regions count. */
  readonly regions?: Float32Array; // [batch, types, h, w]
  readonly regionWeights?: Float32Array; // [batch]
}

export interface StepResult {
  readonly loss: number;
  /** With its weight, where there is one. */
  readonly regionLoss?: number;
  readonly logits: Float32Array;
}

export async function openTrainStep(options: TrainStepOptions): Promise<TrainStep> {
  const { model, batch, size, classWeights, regionLossWeight, optimizer, threads = 2 } = options;
  const parameters = copyParameters(model, options.parameters);
  const learned = model.parameters.filter(isLearned);
  const state = startState(
    options,
    learned.map(({ name }) => name),
  );
  const graph = trainingGraph(model, {
    batch,
    size,
    classWeights,
    regionLossWeight,
    lowerings: await machineLowerings(),
  });
  const session = await openSession(graph.onnx, { threads });
  const results = Object.fromEntries(
    graph.outputs.map(({ name, shape }) => [name, { shape, data: sharedFloats(elementCount(shape)) }]),
  );
  const resultMap = new Map(Object.entries(results));
  const tensorOf = (name: string): Tensor => {
    const tensor = parameters.get(name);
    if (tensor === undefined) throw new RangeError(`openTrainStep: no parameter ${name}`);
    return tensor;
  };
  const resultOf = (name: string): Float32Array => {
    const result = results[name];
    if (result === undefined) throw new RangeError(`openTrainStep: no output ${name}`);
    return result.data;
  };
  const updater = openUpdater(
    optimizer,
    learned.map(({ name }) => ({
      parameter: tensorOf(name).data,
      gradient: resultOf(`gradient/${name}`),
      slots: state.slots.get(name) ?? [],
    })),
    threads,
  );
  const feeds = Object.fromEntries(learned.map(({ name }) => [name, tensorOf(name)]));
  const dataInputs = graph.inputs.filter(({ name }) => !(name in feeds));
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
      const given = Object.fromEntries(
        dataInputs.map(({ name, shape }) => [
          name,
          { shape, data: expectLength(name, input[name as keyof StepInput], shape) },
        ]),
      );
      await session.run({ ...feeds, ...given }, results);
      state.step++;
      await updater.update({ rate, step: state.step });
      moveRunningStatistics(graph.norms, parameters, resultMap);
      const lossOf = (name: string): number => resultOf(name)[0] ?? Number.NaN;
      return {
        loss: lossOf('loss'),
        ...(regionLossWeight ? { regionLoss: lossOf('regionLoss') } : {}),
        logits: resultOf('logits').slice(),
      };
    },
    async evaluate(images) {
      const each = model.channels * size * size;
      if (images.length % each !== 0)
        throw new RangeError(`evaluate: ${images.length} values are no whole number of images`);
      reader ??= await openSession(inferenceGraph(model, parameters, { batch: 'dynamic', size }), {
        threads,
      });
      const logits = new Float32Array((images.length / each) * model.classes);
      for (let start = 0; start * each < images.length; start += batch) {
        const data = images.subarray(start * each, (start + batch) * each);
        const shape = [data.length / each, model.channels, size, size];
        const out = await reader.run({ images: { shape, data } });
        logits.set(out.logits?.data ?? [], start * model.classes);
      }
      return logits;
    },
    async dispose() {
      await forgetReader();
      await updater.close();
      await session.dispose();
    },
  };
}

/** Own copies of the model's parameters, each of the right size. */
function copyParameters(model: Model, parameters: ParameterMap): Map<string, Tensor> {
  return new Map(
    model.parameters.map(({ name, shape }) => {
      const tensor = parameters.get(name);
      if (tensor === undefined || tensor.shape.join() !== shape.join())
        throw new RangeError(
          `openTrainStep: ${name} of ${model.name} has shape [${shape}], and was given ${tensor === undefined ? 'not at all' : `as [${tensor.shape}]`}`,
        );
      return [name, { shape, data: sharedCopy(tensor.data) }];
    }),
  );
}

function startState(
  { parameters, optimizer, state }: TrainStepOptions,
  names: readonly string[],
): OptimizerState {
  const slots = new Map(
    names.map((name) => {
      const length = parameters.get(name)?.data.length ?? 0;
      const before = state?.slots.get(name);
      if (
        before !== undefined &&
        (before.length !== optimizer.slots || before.some((slot) => slot.length !== length))
      )
        throw new RangeError(`openTrainStep: the state of ${name} is not that of ${optimizer.kind}`);
      return [name, before?.map(sharedCopy) ?? emptySlots(optimizer, length)];
    }),
  );
  return { step: state?.step ?? 0, slots };
}

const emptySlots = ({ slots }: Optimizer, length: number): Float32Array[] =>
  Array.from({ length: slots }, () => sharedFloats(length));

function sharedCopy(values: Float32Array): Float32Array {
  const copy = sharedFloats(values.length);
  copy.set(values);
  return copy;
}

function expectLength(
  what: string,
  values: Float32Array | undefined,
  shape: readonly number[],
): Float32Array {
  if (values?.length !== elementCount(shape))
    throw new RangeError(
      `TrainStep.step: ${what} hold ${values?.length ?? 'no'} values instead of [${shape}]`,
    );
  return values;
}
