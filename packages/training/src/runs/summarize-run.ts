import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isAbsent } from '@ichor/files';
import { isIchorError } from '@ichor/notices';
import { describedRun, isFinished, type RunDescription } from '../run-folder.ts';
import type { LogLine } from '../run-log.ts';
import { readLog } from './read-log.ts';

/** Where a run stands. Nobody but its log says that it runs: one that wrote nothing for ten minutes has stopped. */
export type RunState = 'running' | 'stopped' | 'finished' | 'damaged';

/** A run as a list shows it. */
export interface RunSummary {
  /** Its folder within the folder of runs. */
  readonly name: string;
  readonly state: RunState;
  /** What is damaged. */
  readonly problem?: string;
  readonly architecture?: string;
  readonly size?: number;
  /** Steps done, and epochs that they were part of. */
  readonly step?: number;
  readonly epoch?: number;
  readonly epochs?: number;
  /** Of the scores, the mean over the last 20 steps. */
  readonly loss?: number;
  /** Of held-out slices, where they were scored: the best after any epoch. They choose nothing. */
  readonly bestAuc?: number;
  readonly bestLogLoss?: number;
}

const SILENCE_MS = 10 * 60_000;
/** Steps that a loss is the mean of. */
const SMOOTHED = 20;

/** What a run's folder says of it. A damaged one is no error here: the list goes on. */
export async function summarizeRun(folder: string, name: string, now = Date.now()): Promise<RunSummary> {
  try {
    const run = await describedRun(folder);
    const log = await readLog(folder);
    return { name, state: await stateOf(folder, now), ...figuresOf(run, log) };
  } catch (error) {
    if (!isIchorError(error)) throw error;
    return { name, state: 'damaged', problem: error.message };
  }
}

async function stateOf(folder: string, now: number): Promise<RunState> {
  if (await isFinished(folder)) return 'finished';
  const written = await stat(join(folder, 'log.jsonl')).catch((error: unknown) => {
    if (isAbsent(error)) return undefined;
    throw error;
  });
  return written !== undefined && now - written.mtimeMs < SILENCE_MS ? 'running' : 'stopped';
}

function figuresOf({ recipe }: RunDescription, log: readonly LogLine[]): Omit<RunSummary, 'name' | 'state'> {
  const losses = log.flatMap(({ loss }) => (loss === undefined ? [] : [loss])).slice(-SMOOTHED);
  const last = log.at(-1);
  const heldOut = log.flatMap((line) => (line.heldOut ? [line.heldOut] : []));
  const aucs = heldOut.flatMap(({ auc }) => (auc === undefined ? [] : [auc]));
  return {
    architecture: recipe.architecture,
    size: recipe.size,
    epochs: recipe.epochs,
    step: last?.step ?? 0,
    epoch: last === undefined ? 0 : last.epoch + 1,
    ...(losses.length > 0 ? { loss: losses.reduce((a, b) => a + b) / losses.length } : {}),
    ...(aucs.length > 0 ? { bestAuc: Math.max(...aucs) } : {}),
    ...(heldOut.length > 0 ? { bestLogLoss: Math.min(...heldOut.map(({ logLoss }) => logLoss)) } : {}),
  };
}
