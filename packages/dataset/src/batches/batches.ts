import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { HEMORRHAGE_TYPES } from '@ichor/ct';
import { IchorError, toldError } from '@ichor/notices';
import type { Prepared } from '../prepared/prepared.ts';
import type { ThreadFailure } from '../thread-failure.ts';
import type { Augmentation } from './augment.ts';
import type { BatchAnswer, BatchRequest, BatchWork } from './batch-worker.ts';
import { type MixPart, slicesInEpoch } from './epoch-order.ts';
import { REGION_STRIDE, REGION_TYPES } from './regions.ts';

export interface BatchPlan {
  /** What an epoch shows; all parts must be prepared by one specification. */
  readonly mix: readonly (MixPart & { readonly prepared: Prepared })[];
  readonly batch: number;
  readonly epochs: number;
  readonly seed: number;
  /** None: pictures as they were prepared. */
  readonly augmentation?: Augmentation | undefined;
  /** To go on where an interrupted run stopped; 0 by default. */
  readonly fromStep?: number | undefined;
}

export interface Batch {
  /** From 0, over all epochs. */
  readonly step: number;
  readonly epoch: number;
  readonly images: Float32Array<ArrayBuffer>; // [batch, 3, size, size]
  readonly labels: Float32Array<ArrayBuffer>; // [batch, 6]
  /** 1 where a region of REGION_STRIDE pixels along each side holds blood of the type. */
  readonly regions: Float32Array<ArrayBuffer>; // [batch, 5, size / 16, size / 16]
  /** 1 where it is known where a sample's blood is, else 0. */
  readonly regionWeights: Float32Array<ArrayBuffer>; // [batch]
}

export interface Batches extends AsyncIterable<Batch> {
  readonly stepsPerEpoch: number;
  readonly steps: number;
  /**
   * The next batch, undefined after the last. Its arrays are valid until `next` is called again.
   *
   * @throws IchorError `cache-damaged`; FileFailure's words where a file can't be read
   */
  next(): Promise<Batch | undefined>;
  close(): Promise<void>;
}

/** So many batches lie ready while a step runs. */
const AHEAD = 2;

/**
 * Training batches, read from the disk, augmented and assembled by a thread of their own while the step runs. What they hold depends on the
 * seed and the step alone, not on timing. Slices that don't fill a last batch are left out of the epoch.
 *
 * @throws IchorError where an epoch has less than one batch.
 */
export function openBatches(plan: BatchPlan): Batches {
  const { mix, batch, epochs, seed, augmentation, fromStep = 0 } = plan;
  const specification = mix[0]?.prepared.specification;
  const stepsPerEpoch = Math.floor(slicesInEpoch(mix) / batch);
  if (!specification || stepsPerEpoch === 0)
    throw new IchorError({
      code: 'too-few-slices',
      subject: 'training data',
      problem: `has ${slicesInEpoch(mix)} slices an epoch for batches of ${batch}`,
    });
  for (const { prepared } of mix)
    if (JSON.stringify(prepared.specification) !== JSON.stringify(specification))
      throw new RangeError('openBatches: parts prepared by different specifications');
  const sent = new Map(
    mix.map(({ prepared }) => {
      const { planes, masks, triples, labels } = prepared;
      return [prepared, { planes, masks, triples, labels }];
    }),
  );
  const work: BatchWork = {
    mix: mix.map(({ prepared, rows, slicesPerEpoch }) => ({
      rows: Int32Array.from(rows),
      slicesPerEpoch,
      prepared: sent.get(prepared)!,
    })),
    specification,
    batch,
    stepsPerEpoch,
    seed,
    augmentation,
  };
  const steps = stepsPerEpoch * epochs;
  const worker = new Worker(new URL('./batch-worker.ts', import.meta.url), { workerData: work });
  worker.unref();
  const ready = new Map<number, BatchRequest>();
  let failure: unknown;
  worker.on('message', (answer: BatchAnswer) => {
    if ('failure' in answer) failure ??= errorOf(answer.failure);
    else ready.set(answer.step, answer);
  });
  // Whoever waits is told of it by `once`; while nobody does, it would end the process.
  worker.on('error', (error) => {
    failure ??= error;
  });
  let asked = fromStep;
  let given = fromStep;
  const ask = ({ images, labels, regions, regionWeights }: Omit<BatchRequest, 'step'>): void => {
    if (asked >= steps) return;
    worker.postMessage({ step: asked++, images, labels, regions, regionWeights } satisfies BatchRequest, [
      images.buffer,
      labels.buffer,
      regions.buffer,
      regionWeights.buffer,
    ]);
  };
  const { size } = specification;
  const empty = (): Omit<BatchRequest, 'step'> => ({
    images: new Float32Array(batch * 3 * size ** 2),
    labels: new Float32Array(batch * HEMORRHAGE_TYPES.length),
    regions: new Float32Array(batch * REGION_TYPES * (size / REGION_STRIDE) ** 2),
    regionWeights: new Float32Array(batch),
  });
  for (let i = 0; i < AHEAD; i++) ask(empty());
  let out: BatchRequest | undefined;
  const next = async (): Promise<Batch | undefined> => {
    if (given >= steps) return undefined;
    // The arrays given out last go back to be filled again; so there are AHEAD + 1 sets in all.
    ask(out ?? empty());
    let filled = ready.get(given);
    while (!filled) {
      if (failure !== undefined) throw failure;
      worker.ref();
      await once(worker, 'message'); // rejects where the thread fails
      worker.unref();
      filled = ready.get(given);
    }
    ready.delete(given);
    out = filled;
    given++;
    return { ...filled, epoch: Math.floor(filled.step / stepsPerEpoch) };
  };
  return {
    stepsPerEpoch,
    steps,
    next,
    close: async () => {
      await worker.terminate();
    },
    async *[Symbol.asyncIterator]() {
      for (let item = await next(); item; item = await next()) yield item;
    },
  };
}

const errorOf = ({ message, stack, told }: ThreadFailure): Error =>
  told ? toldError(told) : new Error(message, { cause: stack });
