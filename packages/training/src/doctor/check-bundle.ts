import { openSession, type Provider } from '@ichor/runtime';
import { loadBundle } from '../load-bundle.ts';

export interface BundleHealth {
  readonly name: string;
  /** What keeps it from reading as it does on the processor. */
  readonly problem: string | undefined;
}

const ALLOWED = 1e-3;

/**
 * Runs a bundle's network on a provider, and compares what it puts out with the processor. A bundle that cannot be read is a
 * problem of it like any other, so that all else is told all the same.
 */
export async function checkBundle(folder: string, provider: Provider): Promise<BundleHealth> {
  let name = folder;
  try {
    const { bundle, model } = await loadBundle(folder);
    name = bundle.name;
    return { name, problem: await differsFromProcessor(model, bundle.input.size, provider) };
  } catch (error) {
    return { name, problem: error instanceof Error ? error.message : String(error) };
  }
}

/** In words, what a network of bundles puts out otherwise than on the processor. */
async function differsFromProcessor(
  model: Uint8Array,
  size: number,
  provider: Provider,
): Promise<string | undefined> {
  const shape = [1, 3, size, size];
  const data = Float32Array.from({ length: 3 * size * size }, (_, i) => ((i * 7919) % 1000) / 500 - 1);
  const read = async (where: Provider) => {
    const session = await openSession(model, { provider: where });
    try {
      return await session.run({ images: { shape, data } });
    } finally {
      await session.dispose();
    }
  };
  const expected = await read('cpu');
  const found = await read(provider);
  for (const [name, values] of Object.entries(expected)) {
    const most = Math.max(1, ...values.data.map(Math.abs));
    const off = Math.max(
      ...values.data.map((value, i) => Math.abs(value - (found[name]?.data[i] ?? Number.NaN))),
    );
    if (!(off <= ALLOWED * most)) return `${name} is off by ${off.toExponential(1)}`;
  }
  return undefined;
}
