/** Slices a second of the simulator at 512 x 512 with 5 mm slices, on two threads; 10 are wanted. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { type Check, runAlone } from './check.ts';

const WANTED = 10;
const THREADS = 2;
const HEADS = 2;

export async function run(): Promise<Check[]> {
  const source = `
    import { parentPort, workerData } from 'node:worker_threads';
    import { renderSeries, simulatePatient } from '@ichor/phantom';
    const make = (seed) => renderSeries(simulatePatient(seed, { bleeds: [{ type: 'subdural', volumeMl: 30 }] })).series.slices.length;
    make('warm-up');
    parentPort.postMessage('ready');
    parentPort.once('message', () => {
      let slices = 0;
      for (let i = 0; i < workerData.heads; i++) slices += make(workerData.thread + ' ' + i);
      parentPort.postMessage(slices);
    });`;
  const url = new URL(`data:text/javascript,${encodeURIComponent(resolved(source))}`);
  const workers = Array.from(
    { length: THREADS },
    (_, thread) => new Worker(url, { workerData: { thread, heads: HEADS } }),
  );
  try {
    await Promise.all(workers.map((worker) => message(worker)));
    const started = performance.now();
    const counts = await Promise.all(
      workers.map((worker) => {
        const answer = message(worker);
        worker.postMessage('go');
        return answer;
      }),
    );
    const slices = counts.reduce<number>((sum, count) => sum + Number(count), 0);
    const rate = (1000 * slices) / (performance.now() - started);
    return [
      {
        name: 'simulated slices a second, 512 x 512, patients included',
        passed: rate >= WANTED,
        figures: `${rate.toFixed(1)} on ${THREADS} threads of ${availableParallelism()} cores (${slices} slices; at least ${WANTED})`,
      },
    ];
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

/** A worker made of text has no folder to resolve package names from. */
const resolved = (source: string): string =>
  source.replace("'@ichor/phantom'", `'${import.meta.resolve('@ichor/phantom')}'`);

const message = (worker: Worker): Promise<unknown> =>
  new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });

await runAlone(import.meta.url, run);
