import {
  defaultLowerings,
  elementCount,
  operatorGraphs,
  portableLowerings,
  type Tensor,
} from '@ichor/compiler';
import { HEMORRHAGE_TYPES } from '@ichor/ct';
import { buildModel } from '@ichor/models';
import { openSession, type Provider } from '@ichor/runtime';
import { machineLowerings } from '../machine-lowerings.ts';

/** What of a network a provider cannot run, or runs to other numbers than the plain ways on the processor. */
export interface NetworkHealth {
  readonly network: string;
  /** How many were tried, forwards and backwards. */
  readonly operators: number;
  readonly failed: readonly { readonly operator: string; readonly problem: string }[];
}

/** What a result may be off by, as a share of its length. */
const ALLOWED = 1e-3;
const [BATCH, SIZE] = [2, 64];

/** Runs every operator of a network, each by itself and at a small size, as training on that provider would. */
export async function checkOperators(network: string, provider: Provider): Promise<NetworkHealth> {
  const model = buildModel(network, { classes: HEMORRHAGE_TYPES.length });
  const lowerings = provider === 'cpu' ? await machineLowerings() : portableLowerings;
  const plain = operatorGraphs(model, { batch: BATCH, size: SIZE, lowerings: defaultLowerings });
  const graphs = operatorGraphs(model, { batch: BATCH, size: SIZE, lowerings });
  const failed: { operator: string; problem: string }[] = [];
  for (const [i, { operator, onnx, inputs }] of graphs.entries()) {
    const feeds = Object.fromEntries(inputs.map(({ name, shape }, at) => [name, ordinary(name, shape, at)]));
    try {
      const expected = await results(plain[i]!.onnx, feeds, 'cpu');
      const found = await results(onnx, feeds, provider);
      const problem = difference(expected, found);
      if (problem !== undefined) failed.push({ operator, problem });
    } catch (error) {
      failed.push({ operator, problem: error instanceof Error ? error.message : String(error) });
    }
  }
  return { network, operators: graphs.length, failed };
}

type Results = Readonly<Record<string, Tensor>>;

async function results(onnx: Uint8Array, feeds: Results, provider: Provider): Promise<Results> {
  const session = await openSession(onnx, { provider });
  try {
    return await session.run(feeds);
  } finally {
    await session.dispose();
  }
}

/** Values between -1 and 1, of a variance between 0.1 and 1: the golden ratio's multiples fill a range evenly. */
function ordinary(name: string, shape: readonly number[], at: number): Tensor {
  const [low, high] = name.endsWith('running_var') ? [0.1, 1] : [-1, 1];
  const data = Float32Array.from(
    { length: elementCount(shape) },
    (_, i) => low + (high - low) * ((Math.imul(i + 7919 * at + 1, 0x9e3779b9) >>> 0) / 2 ** 32),
  );
  return { shape, data };
}

/** In words, where there is one that counts. */
function difference(expected: Results, found: Results): string | undefined {
  const longest = Math.max(...Object.values(expected).map(({ data }) => length(data)));
  for (const [name, { data }] of Object.entries(expected)) {
    const other = found[name]?.data ?? new Float32Array();
    const off = length(data.map((value, i) => value - (other[i] ?? Number.NaN)));
    // What is truly zero is rounding alone.
    const share = off / Math.max(length(data), 1e-3 * longest);
    if (!(share <= ALLOWED)) return `${name} is off by ${share.toExponential(1)} of its length`;
  }
  return undefined;
}

const length = (values: Float32Array): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
