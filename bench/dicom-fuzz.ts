/**
 * Damaged headers, pixels and streams, by number: does the reader crash, hang, take memory without bound, or read on
 * without a word where it should have noticed?
 *
 *     node bench/dicom-fuzz.ts [count 20000] [--key 1] [--from 0] [--seeds "JPEG-LS"] [--only NUMBER]
 */
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { type Check, checkLine } from './check.ts';
import type { FuzzMessage, FuzzWork } from './fuzz/fuzz-worker.ts';

const COUNT = 20_000;
const KEY = 1;
/** Of processor time: a busy machine makes nothing hang. */
const LONGEST_CASE_SECONDS = 5;
/** One that waits for what never comes uses no processor. */
const LONGEST_WAIT_SECONDS = 120;
/** By how much a case may raise the highest memory that the process has had, once it is warm. */
const MOST_GROWTH_MB = 160;
const MOST_MEMORY_MB = 700;
/** The engine's heap and the seeds settle. */
const WARM_AFTER = 200;
const EXAMPLES = 3;

type Outcome = Omit<FuzzMessage['results'][number], 'milliseconds' | 'grownMb'>;

export interface FuzzOptions {
  readonly key?: string | number;
  readonly from?: number;
  /** Seeds whose name contains it. */
  readonly seeds?: string;
}

export async function run(
  count = COUNT,
  { key = KEY, from = 0, seeds = '' }: FuzzOptions = {},
): Promise<Check[]> {
  const outcomes: Outcome[] = [];
  let slowest = { milliseconds: 0, number: -1 };
  for (let next = from; next < from + count; ) {
    const current = new Int32Array(new SharedArrayBuffer(4));
    current[0] = next;
    const stopped = await runWorker(
      { key, only: seeds, from: next, to: from + count, current },
      (results) => {
        for (const { milliseconds, grownMb, ...result } of results) {
          if (milliseconds > slowest.milliseconds) slowest = { milliseconds, number: result.number };
          const warm = result.number - from >= WARM_AFTER;
          if (warm && grownMb > MOST_GROWTH_MB) {
            outcomes.push({ ...result, kind: 'defect', why: `took ${grownMb.toFixed(0)} MB` });
          } else if (milliseconds > 1000 * LONGEST_CASE_SECONDS) {
            outcomes.push({ ...result, kind: 'defect', why: `took ${(milliseconds / 1000).toFixed(1)} s` });
          } else outcomes.push(result);
        }
      },
    );
    if (stopped === undefined) break;
    const number = Atomics.load(current, 0);
    outcomes.push({ number, seed: '', label: '', kind: 'defect', why: stopped });
    next = number + 1;
  }
  const peakMb = process.resourceUsage().maxRSS / 1024;
  return checks(outcomes, { slowest, peakMb, key });
}

/** Runs cases until all are done, which gives undefined, or one of them brings the worker to an end. */
function runWorker(
  work: FuzzWork,
  take: (results: FuzzMessage['results']) => void,
): Promise<string | undefined> {
  const worker = new Worker(new URL('./fuzz/fuzz-worker.ts', import.meta.url), {
    workerData: work,
    resourceLimits: { maxOldGenerationSizeMb: 512 },
  });
  return new Promise((resolve) => {
    let at = -1;
    let cpu = process.cpuUsage();
    let since = performance.now();
    const watchdog = setInterval(() => {
      const number = Atomics.load(work.current, 0);
      if (number !== at) {
        at = number;
        cpu = process.cpuUsage();
        since = performance.now();
        return;
      }
      const { user, system } = process.cpuUsage(cpu);
      // The first case waits for the seeds to be made.
      const opening = number === work.from ? 12 : 1;
      const hangs = (user + system) / 1e6 > LONGEST_CASE_SECONDS * opening;
      if (!hangs && performance.now() - since < 1000 * LONGEST_WAIT_SECONDS * opening) return;
      finish(hangs ? `hangs: more than ${LONGEST_CASE_SECONDS} s` : 'waits for ever');
    }, 200);
    const finish = (how: string | undefined): void => {
      clearInterval(watchdog);
      worker.removeAllListeners();
      void worker.terminate().then(() => resolve(how));
    };
    worker.on('message', ({ results, done }: FuzzMessage) => {
      take(results);
      if (done) finish(undefined);
    });
    worker.on('error', (error) => finish(`ends the process: ${error.message}`));
    worker.on('exit', (code) => finish(`ends the process with code ${code}`));
  });
}

function checks(
  outcomes: readonly Outcome[],
  {
    slowest,
    peakMb,
    key,
  }: { slowest: { milliseconds: number; number: number }; peakMb: number; key: string | number },
): Check[] {
  const of = (kind: Outcome['kind']): Outcome[] => outcomes.filter((outcome) => outcome.kind === kind);
  const share = (kind: Outcome['kind']): string =>
    `${of(kind).length} ${kind} (${((100 * of(kind).length) / outcomes.length).toFixed(1)} %)`;
  const defects = of('defect');
  const silent = of('silent');
  const kinds = (['noticed', 'harmless', 'unnoticeable', 'silent', 'unjudged'] as const).map(share);
  const reasons = [...Map.groupBy(of('unnoticeable'), ({ why }) => why)]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([why, { length }]) => `${length} ${why}`);
  return [
    {
      name: `fuzz: no crash, no hang, bounded memory (key ${key})`,
      passed: defects.length === 0 && peakMb <= MOST_MEMORY_MB && outcomes.length > 0,
      figures: `${outcomes.length} damaged studies, ${defects.length} defects, slowest ${slowest.milliseconds.toFixed(0)} ms of processor time (case ${slowest.number}), at most ${peakMb.toFixed(0)} MB${examples(defects)}`,
    },
    {
      name: 'fuzz: nothing that should be noticed goes unsaid',
      passed: silent.length === 0,
      figures: `${kinds.join(', ')}; nobody could notice: ${reasons.join(', ')}${examples(silent)}`,
    },
  ];
}

/** A few of each kind, by number, so that they can be run again. */
function examples(outcomes: readonly Outcome[]): string {
  const groups = Map.groupBy(outcomes, ({ label, why }) => `${why}: ${label}`);
  const lines = [...groups]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([what, all]) => {
      const some = all.slice(0, EXAMPLES).map(({ number, seed }) => `${number} (${seed})`);
      return `\n  ${all.length} x ${what}; e.g. ${some.join(', ')}`;
    });
  return lines.join('');
}

if (process.argv[1] !== undefined && import.meta.url === new URL(`file://${process.argv[1]}`).href) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      key: { type: 'string', default: String(KEY) },
      from: { type: 'string', default: '0' },
      seeds: { type: 'string', default: '' },
      only: { type: 'string' },
    },
  });
  const { key, seeds, only } = values;
  if (only !== undefined) {
    const { Fuzzer } = await import('./fuzz/fuzzer.ts');
    console.log(await (await Fuzzer.open(key, seeds)).run(Number(only)));
  } else {
    const options = { key, seeds, from: Number(values.from) };
    for (const check of await run(Number(positionals[0] ?? COUNT), options)) console.log(checkLine(check));
  }
}
