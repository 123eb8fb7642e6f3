import { blockedLowerings, blockProbe, blockSize, defaultLowerings, type Lowerings } from '@ichor/compiler';
import { openSession, RuntimeError } from '@ichor/runtime';

/** The fixed table for this machine: with blocks of channels where its processor has them. */
export async function machineLowerings(): Promise<Lowerings> {
  const { onnx, x } = blockProbe();
  try {
    const session = await openSession(onnx, { threads: 1 });
    const { y } = await session.run({ x });
    await session.dispose();
    return y === undefined ? defaultLowerings : blockedLowerings(blockSize(y.data));
  } catch (error) {
    // onnxruntime has no such operator on processors without blocks.
    if (error instanceof RuntimeError) return defaultLowerings;
    throw error;
  }
}
