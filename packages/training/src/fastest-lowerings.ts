import { cpus } from 'node:os';
import { elementCount, type Lowerings, type TimedGraph, timedLowerings } from '@ichor/compiler';
import { isAbsent, readWhole, writeWhole } from '@ichor/files';
import { IchorError } from '@ichor/notices';
import { assertFits } from '@ichor/report';
import { openSession, runtimeVersion } from '@ichor/runtime';
import Type from 'typebox';
import { machineBlock } from './machine-lowerings.ts';

const SCHEMA = 'ichor.lowerings/1';
/** By machine, what was chosen by kind and shape of convolution. */
const schema = Type.Object({
  schema: Type.Literal(SCHEMA),
  machines: Type.Record(Type.String(), Type.Record(Type.String(), Type.String())),
});
type Choices = Type.Static<typeof schema>;

export interface FastestOptions {
  /** Where choices are kept, by processor, threads, provider and onnxruntime's version. */
  readonly file: string;
  readonly threads: number;
  /** How long a graph takes; by default the shortest of three runs, after one that warms up. */
  readonly time?: (graph: TimedGraph) => Promise<number>;
}

/**
 * A table of what is fastest on this machine's processor. What is timed once is kept in a file, and is not timed again: as
 * long as the file stays, a run can be repeated to the last bit.
 * @param lower lowers the graph that the table is for
 * @throws IchorError `lowerings-damaged` where the file isn't one of these
 */
export async function fastestLowerings(
  lower: (lowerings: Lowerings) => unknown,
  { file, threads, time = (graph) => shortestRun(graph, threads) }: FastestOptions,
): Promise<Lowerings> {
  const block = await machineBlock();
  const known = await readChoices(file);
  const machine = [
    cpus()[0]?.model.trim(),
    `${threads} threads`,
    'cpu',
    `onnxruntime ${runtimeVersion()}`,
  ].join(', ');
  const before = known.machines[machine] ?? {};
  const choices = new Map(Object.entries(before));
  const table = await timedLowerings(lower, { block, time, choices });
  const machines = { ...known.machines, [machine]: Object.fromEntries(choices) };
  await writeWhole(file, `${JSON.stringify({ schema: SCHEMA, machines }, null, 2)}\n`);
  return table;
}

async function readChoices(file: string): Promise<Choices> {
  const damaged = { code: 'lowerings-damaged', subject: file } as const;
  const text = await readWhole(file).catch((error: unknown) => {
    if (isAbsent(error)) return undefined;
    throw error;
  });
  if (text === undefined) return { schema: SCHEMA, machines: {} };
  let choices: unknown;
  try {
    choices = JSON.parse(Buffer.from(text).toString());
  } catch (cause) {
    throw new IchorError({ ...damaged, problem: 'is no JSON', cause });
  }
  assertFits(schema, choices, { ...damaged, remedy: 'Delete it: the ways are timed again.' });
  return choices as Choices;
}

const RUNS = 3;

async function shortestRun({ onnx, inputs }: TimedGraph, threads: number): Promise<number> {
  const session = await openSession(onnx, { threads });
  const feeds = Object.fromEntries(
    inputs.map(({ name, shape }) => {
      // Neither zeros, nor so small that products are subnormal: those take their time.
      const data = Float32Array.from({ length: elementCount(shape) }, (_, i) => ((i * 7) % 13) / 13 - 0.5);
      return [name, { shape, data }];
    }),
  );
  let shortest = Number.POSITIVE_INFINITY;
  try {
    for (let i = 0; i <= RUNS; i++) {
      const start = performance.now();
      await session.run(feeds);
      if (i > 0) shortest = Math.min(shortest, performance.now() - start);
    }
  } finally {
    await session.dispose();
  }
  return shortest;
}
