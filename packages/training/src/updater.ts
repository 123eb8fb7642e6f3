import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Optimizer, UpdateStep } from '@ichor/compiler';
import type { UpdateWork } from './update-worker.ts';

/** A parameter or a part of one, with what goes with it: arrays of one length. */
export interface Values {
  readonly parameter: Float32Array;
  readonly gradient: Float32Array;
  readonly slots: readonly Float32Array[];
  /** The rate of a step counts so many times; 1 by default. */
  readonly rateFactor?: number;
  /** Whether weight decay shrinks it; true by default. */
  readonly decays?: boolean;
}

/** Updates parameters on several threads. */
export interface Updater {
  /** One update of all of them in place, from the gradients that lie in their arrays. */
  update(step: UpdateStep): Promise<void>;
  close(): Promise<void>;
}

/**
 * An optimizer at work on the given arrays. Each thread has the same share of the values; as each value is updated by
 * itself, their number changes no result.
 * @param all arrays over SharedArrayBuffers (`sharedFloats`)
 * @param threads this one included
 */
export function openUpdater(optimizer: Optimizer, all: readonly Values[], threads: number): Updater {
  const [own = [], ...others] = equalShares(all, threads);
  const workers = others.map((share) => {
    const work: UpdateWork = { settings: optimizer.settings, share };
    const worker = new Worker(new URL('./update-worker.ts', import.meta.url), { workerData: work });
    worker.unref();
    return worker;
  });
  return {
    async update(step) {
      const done = workers.map(async (worker) => {
        worker.postMessage(step);
        worker.ref();
        await once(worker, 'message'); // rejects where the thread fails
        worker.unref();
      });
      const mine = (async () => updateAll(optimizer, own, step))();
      await Promise.all([mine, ...done]);
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

/** A vector of zeros that several threads may see. */
export const sharedFloats = (length: number): Float32Array<SharedArrayBuffer> =>
  new Float32Array(new SharedArrayBuffer(length * Float32Array.BYTES_PER_ELEMENT));

export function updateAll(optimizer: Optimizer, share: readonly Values[], step: UpdateStep): void {
  for (const { parameter, gradient, slots, rateFactor = 1, decays = true } of share)
    optimizer.update(parameter, gradient, slots, { ...step, rate: step.rate * rateFactor, decays });
}

/** Cuts all values, one after another, into so many shares of one length; a parameter may lie in several. */
function equalShares(all: readonly Values[], count: number): Values[][] {
  const total = all.reduce((sum, { parameter }) => sum + parameter.length, 0);
  const shares = Array.from({ length: count }, (): Values[] => []);
  let before = 0;
  for (const { parameter, gradient, slots, ...rest } of all) {
    shares.forEach((share, i) => {
      const start = Math.max(0, Math.round((total * i) / count) - before);
      const end = Math.min(parameter.length, Math.round((total * (i + 1)) / count) - before);
      if (start >= end) return;
      const part = (values: Float32Array): Float32Array => values.subarray(start, end);
      share.push({ ...rest, parameter: part(parameter), gradient: part(gradient), slots: slots.map(part) });
    });
    before += parameter.length;
  }
  return shares;
}
