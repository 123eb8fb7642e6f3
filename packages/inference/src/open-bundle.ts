import { IchorError } from '@ichor/ct';
import { type Bundle, type BundleModel, parseBundle } from '@ichor/report';
import { openSession, type Session } from '@ichor/runtime';

/** A bundle with its network loaded, ready to read series. */
export interface OpenBundle {
  readonly bundle: Bundle;
  /** Images [N, 3, size, size] -> the bundle's outputs logits [N, 6] and cam [N, 6, h, w]. */
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
 * Opens a bundle.
 *
 * @param json bundle.json, parsed
 * @param readFile the bytes of a file beside it, by the name that bundle.json gives
 * @throws IchorError `bundle-invalid`, `bundle-schema`; `bundle-damaged` where a file is not the one that was
 *   exported (SHA-256); `bundle-model` where onnxruntime refuses it or it lacks an output
 */
export async function openBundle(
  json: unknown,
  readFile: (name: string) => Promise<Uint8Array>,
  { threads = 2, open = openSession }: OpenOptions = {},
): Promise<OpenBundle> {
  const bundle = parseBundle(json);
  const { model } = bundle;
  const bytes = await verified(model, await readFile(model.file));
  const classifier = await openModel(model, bytes, (onnx) => open(onnx, { threads }));
  return { bundle, classifier, dispose: () => classifier.dispose() };
}

async function verified(model: BundleModel, bytes: Uint8Array): Promise<Uint8Array> {
  // A copy only where the bytes lie in shared memory, which WebCrypto refuses.
  const plain =
    bytes.buffer instanceof ArrayBuffer ? (bytes as Uint8Array<ArrayBuffer>) : new Uint8Array(bytes);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', plain));
  const hex = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  if (hex === model.sha256) return bytes;
  throw new IchorError({
    code: 'bundle-damaged',
    subject: model.file,
    problem: `is not the file that bundle.json names: ${bytes.length} bytes with SHA-256 ${hex.slice(0, 12)}..., expected ${model.bytes} with ${model.sha256.slice(0, 12)}...`,
    remedy: 'Copy the bundle again, both files together, or export it again.',
  });
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
      remedy: 'Export the bundle again with this version of Ichor.',
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
