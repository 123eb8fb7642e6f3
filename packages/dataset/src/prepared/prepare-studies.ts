import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import { Worker } from 'node:worker_threads';
import { IchorError } from '@ichor/notices';
import type { InputSpecification } from '@ichor/scoring';
import type { Source } from '../sources/source.ts';
import type { ThreadFailure } from '../thread-failure.ts';
import type { PrepareAnswer, PrepareWork } from './prepare-worker.ts';
import { studyFile } from './study-file.ts';

export interface PrepareProgress {
  readonly done: number;
  readonly total: number;
  readonly secondsLeft: number;
}

export interface PrepareStudiesOptions {
  readonly onProgress?: ((progress: PrepareProgress) => void) | undefined;
  /** Worker threads, 2 by default. */
  readonly threads?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Prepares the studies of a source into files of `folder`, in threads; those that an interrupted run left there are kept.
 *
 * @throws IchorError `study-not-prepared`, or what it was of a thread that says more; the signal's reason where it aborts.
 */
export async function prepareStudies(
  { description, studies }: Pick<Source, 'description' | 'studies'>,
  specification: InputSpecification,
  folder: string,
  { onProgress, threads = 2, signal }: PrepareStudiesOptions,
): Promise<void> {
  signal?.throwIfAborted();
  const total = studies.length;
  const there = new Set(await readdir(folder));
  const missing = Array.from({ length: total }, (_, index) => index).filter(
    (index) => !there.has(basename(studyFile(folder, index))),
  );
  const started = performance.now();
  const workers: Worker[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const abort = (): void => reject(signal?.reason);
  signal?.addEventListener('abort', abort);
  try {
    let next = 0;
    let made = 0;
    const feed = (worker: Worker): void => {
      if (next < missing.length) worker.postMessage(missing[next++]);
    };
    const report = ({ index, error }: PrepareAnswer): void => {
      if (error) {
        reject(studyFailed(index, error));
        return;
      }
      made++;
      const seconds = (performance.now() - started) / 1000;
      const left = missing.length - made;
      onProgress?.({ done: total - left, total, secondsLeft: (seconds / made) * left });
      if (left === 0) resolve();
    };
    if (missing.length === 0) resolve();
    for (let i = 0; i < Math.min(threads, missing.length); i++) {
      const worker = new Worker(new URL('./prepare-worker.ts', import.meta.url), {
        workerData: { description, specification, folder } satisfies PrepareWork,
      });
      workers.push(worker);
      worker.on('error', reject);
      worker.on('message', (answer: PrepareAnswer) => {
        report(answer);
        feed(worker);
      });
      feed(worker);
    }
    await promise;
  } finally {
    signal?.removeEventListener('abort', abort);
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

function studyFailed(index: number, { message, stack, told }: ThreadFailure): IchorError {
  return new IchorError({
    code: 'study-not-prepared',
    subject: `study ${index}`,
    problem: `cannot be prepared (${message})`,
    // Of a full disk or a damaged file no study is to blame.
    ...told,
    cause: stack,
  });
}
