import { openSession, type Provider } from '@ichor/runtime';
import { loadBundle } from '../load-bundle.ts';

export interface BundleHealth {
  readonly name: string;
  /** What keeps it from reading as it does on the processor. */
  readonly problem: string | undefined;
}

const ALLOWED = 1e-3;

/**
 * Runs a bundle's network on a provider, and compares what it puts out with the processor.
 *
 * @throws IchorError where the bundle isn't one
 */
export async function checkBundle(folder: string, provider: Provider): Promise<BundleHealth> {
  const { bundle, model } = await loadBundle(folder);
  const { size } = bundle.input;
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
  try {
    const found = await read(provider);
    for (const [name, values] of Object.entries(expected)) {
      const most = Math.max(1, ...values.data.map(Math.abs));
      const off = Math.max(
        ...values.data.map((value, i) => Math.abs(value - (found[name]?.data[i] ?? Number.NaN))),
      );
      if (!(off <= ALLOWED * most))
        return { name: bundle.name, problem: `${name} is off by ${off.toExponential(1)}` };
    }
  } catch (error) {
    return { name: bundle.name, problem: error instanceof Error ? error.message : String(error) };
  }
  return { name: bundle.name, problem: undefined };
}
