/**
 * The only door to onnxruntime: open a graph, run it, time it, dispose of it.
 *
 * @example
 * const session = await openSession(onnx, { threads: 2, provider: 'webgpu' });
 * const { logits } = await session.run({ images: { shape: [1, 3, 128, 128], data } });
 * await session.dispose();
 */
export { isProvider, PROVIDERS, type Provider } from './provider.ts';
export { ProviderError } from './provider-error.ts';
export { providerRemedy } from './provider-remedy.ts';
export { RuntimeError } from './runtime-error.ts';
export { runtimeVersion } from './runtime-version.ts';
export {
  openSession,
  providerTrouble,
  type RuntimeTensor,
  type Session,
  type SessionOptions,
} from './session.ts';
