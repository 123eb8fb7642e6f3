import { blockedLowerings, blockProbe, blockSize, defaultLowerings, type Lowerings } from '@ichor/compiler';
import { openSession, RuntimeError } from '@ichor/runtime';

/** The fixed table for this machine: with blocks of channels where its processor has them. */
export async function machineLowerings(): Promise<Lowerings> {
  const block = await machineBlock();
  return block === undefined ? defaultLowerings : blockedLowerings(block);
}

/** Channels a block on this machine; undefined where onnxruntime has no blocks for its processor. */
export async function machineBlock(): Promise<number | undefined> {
  const { onnx, x } = blockProbe();
  try {
    const session = await openSession(onnx, { threads: 1 });
    const { y } = await session.run({ x });
    await session.dispose();
    return y === undefined ? undefined : blockSize(y.data);
  } catch (error) {
    // onnxruntime has no such operator on processors without blocks.
    if (error instanceof RuntimeError) return undefined;
    throw error;
  }
}
