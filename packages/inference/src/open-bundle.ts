import { IchorError } from '@ichor/notices';
import type { Bundle, BundleModel, ReadBundle } from '@ichor/report';
import { openSession, type Session } from '@ichor/runtime';

/** A bundle with its network loaded, ready to read series. */
export interface OpenBundle {
  readonly bundle: Bundle;
  /** Of all of the bundle. */
  readonly sha256: string;
  /** Images [N, 3, size, size] -> the bundle's outputs logits [N, types] and cam [N, types, h, w]. */
  readonly classifier: Session;
  /** Gives back the memory of the network. */
  dispose(): Promise<void>;
}

export interface OpenOptions {
  readonly threads?: number;
  /** Opens a session; onnxruntime by default. */
  readonly open?: (onnx: Uint8Array, options: { threads?: number }) => Promise<Session>;
}

/**
 * Opens the network of a bundle that was read, and so is as it was made.
 *
 * @throws IchorError `bundle-model` where onnxruntime refuses it or it lacks an output
 */
export async function openBundle(
  { bundle, sha256, model: bytes }: ReadBundle,
  { threads = 2, open = openSession }: OpenOptions = {},
): Promise<OpenBundle> {
  const classifier = await openModel(bundle.model, bytes, (onnx) => open(onnx, { threads }));
  return { bundle, sha256, classifier, dispose: () => classifier.dispose() };
}

async function openModel(
  model: BundleModel,
  bytes: Uint8Array,
  open: (onnx: Uint8Array) => Promise<Session>,
): Promise<Session> {
  const refuse = (problem: string, cause?: unknown) =>
    new IchorError({
      code: 'bundle-model',
      subject: model.file,
      problem,
      cause,
    });
  let session: Session;
  try {
    session = await open(bytes);
  } catch (cause) {
    throw refuse('is not a model that onnxruntime can open', cause);
  }
  const lacking = [model.logits, model.cam].filter((name) => !session.outputs.includes(name));
  if (lacking.length === 0 && session.inputs.length === 1) return session;
  await session.dispose();
  throw refuse(
    lacking.length > 0
      ? `lacks the output ${lacking.join(' and ')} that bundle.json names`
      : `has ${session.inputs.length} inputs instead of one`,
  );
}
