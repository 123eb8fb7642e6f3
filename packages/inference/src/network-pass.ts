import { HEMORRHAGE_TYPES } from '@ichor/ct';
import type { RuntimeTensor, Session } from '@ichor/runtime';

/**
 * Images a run: enough to keep two cores busy, few enough that a browser has the memory.
 */
export const BATCH = 8;

/** One pass through a network with one input; returns the named output, whose first two axes must be [N, types]. */
export async function networkPass(
  session: Session,
  images: Float32Array,
  size: number,
  output: string,
): Promise<RuntimeTensor> {
  const count = images.length / (3 * size * size);
  const results = await session.run({
    [session.inputs[0]!]: { shape: [count, 3, size, size], data: images },
  });
  const result = results[output];
  if (!result || result.shape[0] !== count || result.shape[1] !== HEMORRHAGE_TYPES.length) {
    throw new RangeError(`networkPass: output ${output} has shape ${result?.shape} for ${count} images`);
  }
  return result;
}
