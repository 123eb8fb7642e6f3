import { openSession } from '@ichor/runtime';
import { blockProbe, blockSize } from '../blocked.ts';
import { waysToLower } from '../ways.ts';

/** Channels a block on this machine, undefined where there are no blocks. */
async function blocksHere(): Promise<number | undefined> {
  const { onnx, x } = blockProbe();
  const session = await openSession(onnx, { threads: 1 }).catch(() => undefined);
  const results = await session?.run({ x });
  await session?.dispose();
  return results?.y && blockSize(results.y.data);
}

/** Every way that this machine has to lower a convolution and its gradients, and how many channels its blocks have. */
export async function waysHere() {
  const block = await blocksHere();
  return { block, ...waysToLower(block) };
}
