import {
  adam,
  headOf,
  inferenceGraph,
  isLearned,
  type Lowerings,
  lossName,
  type Model,
  moveRunningStatistics,
  type Objective,
  type Tensor,
  trainingGraph,
  truthName,
} from '@ichor/compiler';
import { hashedParameters, hashedUniform } from './hashed-parameters.ts';

/** The case that both implementations compute: everything else follows from the hash. */
export interface ReferenceCase {
  readonly batch: number;
  readonly size: number;
  readonly salt: string;
  /** Learning rate. */
  readonly lr: number;
}

/** What an implementation makes of a case: a few numbers that depend on all of its arithmetic. */
export interface ReferenceNumbers {
  /** [batch][classes], with the running statistics, before any step. */
  readonly evalLogits: readonly (readonly number[])[];
  /** One a step of Adam, on the same batch. */
  readonly losses: readonly number[];
  /** Of the first step: the Euclidean norm of each parameter's gradient, and its first four values. */
  readonly gradientNorms: Readonly<Record<string, number>>;
  readonly gradientHeads: Readonly<Record<string, readonly number[]>>;
  /** After the first step. */
  readonly runningNorms: Readonly<Record<string, number>>;
  readonly runningHeads: Readonly<Record<string, readonly number[]>>;
}

interface Runner {
  run(feeds: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>>;
  dispose(): Promise<void>;
}

/** Each output's weight in the loss of the reference: the last counts twice. */
const OBJECTIVE: Objective = [
  {
    head: 'logits',
    loss: 'binaryCrossEntropy',
    weight: [1, 1, 1, 1, 1, 2].map((weight) => (weight * 6) / 7),
  },
];

/**
 * Runs a model through a case as the reference implementation did: evaluation, then steps of Adam on one batch.
 * @param open opens an ONNX graph, e.g. the runtime's `openSession`
 * @param lowerings the machine's, where they are what is to be held against the reference
 */
export async function referenceRun(
  model: Model,
  { batch, size, salt, lr }: ReferenceCase,
  steps: number,
  open: (onnx: Uint8Array) => Promise<Runner>,
  lowerings?: Lowerings,
): Promise<ReferenceNumbers> {
  const { channels } = model;
  const classes = headOf(model, 'logits').outputs;
  const parameters = hashedParameters(model, salt);
  const images = {
    shape: [batch, channels, size, size],
    data: Float32Array.from(hashedUniform(salt, 'x', batch * channels * size * size), (u) => 2 * u - 1),
  };
  const labels = {
    shape: [batch, classes],
    data: Float32Array.from(hashedUniform(salt, 'y', batch * classes), (u) => (u < 0.3 ? 1 : 0)),
  };
  const reader = await open(inferenceGraph(model, parameters, { batch, size }));
  const { logits } = await reader.run({ images });
  await reader.dispose();

  const graph = trainingGraph(model, {
    batch,
    size,
    objective: OBJECTIVE,
    ...(lowerings === undefined ? {} : { lowerings }),
  });
  const session = await open(graph.onnx);
  const optimizer = adam();
  const learned = model.parameters.filter(isLearned).map(({ name }) => ({
    name,
    parameter: take(parameters, name),
    slots: [0, 1].map(() => new Float32Array(take(parameters, name).data.length)),
  }));
  const feeds = {
    images,
    [truthName('logits')]: labels,
    ...Object.fromEntries(learned.map((l) => [l.name, l.parameter])),
  };
  const losses: number[] = [];
  let first:
    | Pick<ReferenceNumbers, 'gradientNorms' | 'gradientHeads' | 'runningNorms' | 'runningHeads'>
    | undefined;
  for (let step = 1; step <= steps; step++) {
    const results = new Map(Object.entries(await session.run(feeds)));
    losses.push(take(results, lossName('logits')).data[0] ?? Number.NaN);
    moveRunningStatistics(graph.norms, parameters, results);
    if (first === undefined) {
      const gradients = learned.map(({ name }): [string, Float32Array] => [
        name,
        take(results, `gradient/${name}`).data,
      ]);
      const running = [...parameters].flatMap(([name, { data }]): [string, Float32Array][] =>
        name.includes('.running_') ? [[name, data]] : [],
      );
      first = {
        gradientNorms: mapped(gradients, norm),
        gradientHeads: mapped(gradients, head),
        runningNorms: mapped(running, norm),
        runningHeads: mapped(running, head),
      };
    }
    for (const { name, parameter, slots } of learned)
      optimizer.update(parameter.data, take(results, `gradient/${name}`).data, slots, { rate: lr, step });
  }
  await session.dispose();
  if (first === undefined) throw new RangeError('referenceRun: takes at least one step');
  const rows = Array.from({ length: batch }, (_, i) => [
    ...(logits?.data.subarray(i * classes, (i + 1) * classes) ?? []),
  ]);
  return { evalLogits: rows, losses, ...first };
}

function take(tensors: ReadonlyMap<string, Tensor>, name: string): Tensor {
  const tensor = tensors.get(name);
  if (tensor === undefined) throw new RangeError(`referenceRun: there is no ${name}`);
  return tensor;
}

const mapped = <T>(
  entries: readonly [string, Float32Array][],
  f: (data: Float32Array) => T,
): Record<string, T> => Object.fromEntries(entries.map(([name, data]) => [name, f(data)]));
const norm = (data: Float32Array): number => Math.sqrt(data.reduce((sum, value) => sum + value * value, 0));
const head = (data: Float32Array): number[] => [...data.subarray(0, 4)];
