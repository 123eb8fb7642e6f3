import type { FileOutcome } from '@ichor/api';
import type { ChosenFile } from './chosen-file.ts';
import type { UploadTransport } from './upload-transport.ts';

/** A few at a time keep the line full; more would only make the server's disk seek. */
const AT_ONCE = 3;

export interface SendingListener {
  /** Bytes of the files that are on their way now. */
  progress(bytesInFlight: number): void;
  /** One file was answered for. */
  done(chosen: ChosenFile, outcomes: readonly FileOutcome[]): void;
}

/**
 * Sends files into one upload, a few at a time. The first error that is about the server stops them all; what `done` has not
 * been told of can be sent again.
 */
export async function sendFiles(
  transport: UploadTransport,
  uploadId: string,
  files: readonly ChosenFile[],
  listener: SendingListener,
  signal: AbortSignal,
): Promise<void> {
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  const inFlight = new Map<ChosenFile, number>();
  const waiting = files.values();
  const tellProgress = () => listener.progress([...inFlight.values()].reduce((sum, n) => sum + n, 0));

  const sender = async () => {
    // All senders draw from one iterator, so each file is taken once.
    for (const chosen of waiting) {
      either.throwIfAborted();
      inFlight.set(chosen, 0);
      const outcomes = await transport.send(
        uploadId,
        chosen,
        (bytes) => {
          inFlight.set(chosen, bytes);
          tellProgress();
        },
        either,
      );
      inFlight.delete(chosen);
      listener.done(chosen, outcomes);
      tellProgress();
    }
  };

  let first: { error: unknown } | undefined;
  await Promise.all(
    Array.from({ length: AT_ONCE }, () =>
      sender().catch((error: unknown) => {
        first ??= { error };
        failed.abort();
      }),
    ),
  );
  if (first) throw first.error;
}
