import { parentPort, workerData } from 'node:worker_threads';
import { makeOptimizer, type OptimizerSettings, type UpdateStep } from '@ichor/compiler';
import { updateAll, type Values } from './updater.ts';

/** What a thread of `openUpdater` is told once: its share, in memory that both threads see. */
export interface UpdateWork {
  readonly settings: OptimizerSettings;
  readonly share: readonly Values[];
}

const { settings, share } = workerData as UpdateWork;
const optimizer = makeOptimizer(settings);

parentPort!.on('message', (step: UpdateStep) => {
  updateAll(optimizer, share, step);
  parentPort!.postMessage(step.step);
});
