import { createHash } from 'node:crypto';
import { mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { IchorError, type InputSpecification } from '@ichor/ct';
import { type PreparedStudy, prepareStudy } from './prepare-study.ts';
import {
  fingerprintOf,
  loadPrepared,
  MANIFEST_FILE,
  type Manifest,
  PLANES_FILE,
  type Prepared,
} from './prepared.ts';
import { openSource, type Source, type SourceDescription } from './source.ts';

export interface PrepareProgress {
  readonly done: number;
  readonly total: number;
  readonly secondsLeft: number;
}

export interface PrepareOptions {
  readonly onProgress?: ((progress: PrepareProgress) => void) | undefined;
  /** Worker threads, 2 by default. */
  readonly threads?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Bumped when the folder's layout changes. */
const FORMAT = 'ichor.prepared/1';
/** So many studies are prepared again each time, so that a change of the code that makes pixels is noticed. */
const PROBES = 2;

/**
 * Decodes a source once into `cacheFolder`, or finds it there, and loads it. The folder's name holds a hash of the
 * data, of the specification, and of what the first studies look like now: a change of any of them makes a new folder.
 * It is written under another name and renamed, so a folder with the right name is whole.
 *
 * @throws IchorError where the source is wrong or the cache is damaged; the signal's reason where it aborts.
 */
export async function prepare(
  description: SourceDescription,
  specification: InputSpecification,
  cacheFolder: string,
  options: PrepareOptions = {},
): Promise<Prepared> {
  const source = await openSource(description);
  const folder = join(cacheFolder, await folderName(source, specification));
  if (!(await exists(folder))) {
    const temporary = `${folder}.unfinished-${process.pid}`;
    await rm(temporary, { recursive: true, force: true });
    await mkdir(temporary, { recursive: true });
    try {
      await writePrepared(temporary, source, description, specification, options);
      // Two processes may have prepared the same: the first one's folder stays.
      if (!(await exists(folder))) await rename(temporary, folder);
    } finally {
      await rm(temporary, { recursive: true, force: true });
    }
  }
  return loadPrepared(folder);
}

async function folderName(source: Source, specification: InputSpecification): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([FORMAT, await source.identity(), specification]));
  for (let probe = 0; probe < Math.min(PROBES, source.studies.length); probe++) {
    const { planes, ...rest } = prepareStudy(await source.load(probe), specification);
    hash.update(planes).update(JSON.stringify(rest));
  }
  return `${source.name}-${specification.size}px-${hash.digest('hex').slice(0, 16)}`;
}

async function writePrepared(
  folder: string,
  source: Source,
  description: SourceDescription,
  specification: InputSpecification,
  { onProgress, threads = 2, signal }: PrepareOptions,
): Promise<void> {
  const total = source.studies.length;
  const pixels = specification.size ** 2;
  const columns = {
    triples: [] as number[],
    labels: [] as number[],
    patients: [] as string[],
    slices: [] as string[],
    studies: [] as number[],
    relative: [] as number[],
    shares: [] as number[],
  };
  const hash = createHash('sha256');
  const started = performance.now();
  let planes = 0;
  const file = await open(join(folder, PLANES_FILE), 'w');
  try {
    let done = 0;
    for await (const study of preparedInOrder(description, specification, total, threads, signal)) {
      await file.writeFile(study.planes);
      hash.update(study.planes);
      for (const plane of study.triples) columns.triples.push(planes + plane);
      for (const [i, slice] of study.slices.entries()) {
        columns.slices.push(slice);
        columns.patients.push(source.studies[done]!.patient);
        columns.studies.push(done);
        columns.relative.push(study.relative[i]!);
      }
      for (const label of study.labels) columns.labels.push(label);
      for (const share of study.shares) columns.shares.push(share);
      planes += study.planes.length / pixels;
      done++;
      const seconds = (performance.now() - started) / 1000;
      onProgress?.({ done, total, secondsLeft: (seconds / done) * (total - done) });
    }
  } finally {
    await file.close();
  }
  const content = { specification, planes, ...columns };
  const manifest: Manifest = {
    schema: FORMAT,
    name: source.name,
    fingerprint: fingerprintOf(content, hash.digest('hex')),
    source: description,
    notices: source.notices,
    ...content,
  };
  await writeFile(join(folder, MANIFEST_FILE), JSON.stringify(manifest));
}

/** The prepared studies in the source's order, made by `threads` workers that run a few studies ahead. */
async function* preparedInOrder(
  description: SourceDescription,
  specification: InputSpecification,
  total: number,
  threads: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<PreparedStudy> {
  const ready = new Map<number, PreparedStudy>();
  let next = 0;
  let yielded = 0;
  let failure: unknown;
  let wake = (): void => undefined;
  const fail = (error: unknown): void => {
    failure ??= error;
    wake();
  };
  const idle: Worker[] = [];
  const feed = (): void => {
    // Without this bound a slow first study would let all others pile up in memory.
    while (idle.length > 0 && next < total && next < yielded + 4 * threads) idle.pop()!.postMessage(next++);
  };
  const workers = Array.from({ length: Math.min(threads, total) }, () => {
    const worker = new Worker(new URL('./prepare-worker.ts', import.meta.url), {
      workerData: { description, specification },
    });
    worker.on('error', fail);
    worker.on(
      'message',
      (answer: { index: number; prepared?: PreparedStudy; error?: string; stack?: string }) => {
        if (answer.prepared) ready.set(answer.index, answer.prepared);
        else fail(studyFailed(answer.index, answer.error ?? 'unknown', answer.stack));
        idle.push(worker);
        feed();
        wake();
      },
    );
    idle.push(worker);
    return worker;
  });
  const abort = (): void => fail(signal?.reason);
  signal?.addEventListener('abort', abort);
  try {
    feed();
    while (yielded < total) {
      signal?.throwIfAborted();
      if (failure !== undefined) throw failure;
      const study = ready.get(yielded);
      if (study) {
        ready.delete(yielded++);
        feed();
        yield study;
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    signal?.removeEventListener('abort', abort);
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

function studyFailed(index: number, message: string, stack: string | undefined): IchorError {
  return new IchorError({
    code: 'study-not-prepared',
    subject: `study ${index}`,
    problem: `cannot be prepared (${message})`,
    remedy: 'Repair or remove it, then start again.',
    cause: stack,
  });
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
