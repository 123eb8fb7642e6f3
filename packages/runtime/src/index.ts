/**
 * The only door to onnxruntime: open a graph, run it, time it, dispose of it.
 *
 * @example
 * const session = await openSession(onnx, { threads: 2 });
 * const { logits } = await session.run({ images: { shape: [1, 3, 128, 128], data } });
 * await session.dispose();
 */
export {
  openSession,
  RuntimeError,
  type RuntimeTensor,
  type Session,
  type SessionOptions,
} from './session.ts';
