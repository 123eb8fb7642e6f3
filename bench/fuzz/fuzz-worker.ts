import { parentPort, workerData } from 'node:worker_threads';
import { type CaseResult, Fuzzer } from './fuzzer.ts';

/** What the worker is given: the number that it is at is shared, so that who waits for it can tell where it hangs. */
export interface FuzzWork {
  readonly key: string | number;
  readonly only: string;
  readonly from: number;
  readonly to: number;
  /** [1] the case that is being run. */
  readonly current: Int32Array;
}

export interface FuzzMessage {
  readonly results: readonly (CaseResult & { readonly milliseconds: number; readonly grownMb: number })[];
  readonly done: boolean;
}

const REPORT_EVERY = 25;

const { key, only, from, to, current } = workerData as FuzzWork;
const fuzzer = await Fuzzer.open(key, only);
let results: FuzzMessage['results'][number][] = [];
const post = (done: boolean): void => {
  parentPort?.postMessage({ results, done } satisfies FuzzMessage);
  results = [];
};
for (let number = from; number < to; number++) {
  Atomics.store(current, 0, number);
  const before = process.resourceUsage().maxRSS;
  const started = process.cpuUsage();
  const result = await fuzzer.run(number);
  const { user, system } = process.cpuUsage(started);
  const grownMb = (process.resourceUsage().maxRSS - before) / 1024;
  results.push({ ...result, milliseconds: (user + system) / 1000, grownMb });
  if (results.length >= REPORT_EVERY) post(false);
}
post(true);
