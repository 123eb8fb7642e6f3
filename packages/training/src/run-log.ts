import { appendFile } from 'node:fs/promises';
import { fileFailure, isAbsent, readWhole, writeWhole } from '@ichor/files';
import { type IchorError, isIchorError } from '@ichor/notices';
import { logLineSchema, parsedAs } from './run-schemas.ts';

/** A line of log.jsonl: a step, or the held-out figures after an epoch. */
export interface LogLine {
  /** Steps done. */
  readonly step: number;
  readonly epoch: number;
  /** Of the scores. */
  readonly loss?: number;
  /** Of the scores, by class, without weights. */
  readonly classLosses?: readonly number[];
  /** Of the other heads of the objective, with their weights. */
  readonly otherLosses?: Readonly<Record<string, number>>;
  readonly rate?: number;
  /** Of all parameters together, before it is clipped. */
  readonly gradientNorm?: number;
  readonly imagesPerSecond?: number;
  /** Share of the step's time in which it waited for its batch. */
  readonly waiting?: number;
  readonly heldOut?: { readonly auc: number | undefined; readonly logLoss: number };
}

export interface RunLog {
  write(line: LogLine): void;
  /** Puts what was written on the disk. */
  flush(): Promise<void>;
}

/**
 * Opens log.jsonl so that it goes on after `step`: lines of steps that a resumed run makes again are cut off, and with them
 * what was being written when it was stopped.
 *
 * @throws IchorError `run-damaged` naming the line that is no line of a log, where lines to be kept come after it.
 */
export async function openRunLog(path: string, step: number): Promise<RunLog> {
  const text = (await readWhole(path).catch(none)).toString('utf8');
  const kept = linesUntil(text, step, path);
  await writeWhole(path, kept.map((line) => `${line}\n`).join(''));
  let pending = '';
  return {
    write: (line) => {
      pending += `${JSON.stringify(line)}\n`;
    },
    flush: async () => {
      const text = pending;
      pending = '';
      await appendFile(path, text, { flush: true }).catch((error: unknown) => {
        throw fileFailure(error, path);
      });
    },
  };
}

/** The lines of steps up to `step`. Those are on the disk whole before a checkpoint is: only after them may one be broken. */
function linesUntil(text: string, step: number, path: string): string[] {
  const kept: string[] = [];
  let broken: IchorError | undefined;
  for (const [i, line] of text.trimEnd().split('\n').entries()) {
    const read = readLine(line, `${path}, line ${i + 1}`);
    if (isIchorError(read)) broken ??= read;
    else if (read.step <= step) {
      if (broken) throw broken;
      kept.push(line);
    }
  }
  return kept;
}

function readLine(line: string, subject: string): LogLine | IchorError {
  try {
    return parsedAs<LogLine>(line, logLineSchema, subject, 'Remove that line, then resume the run.');
  } catch (error) {
    if (isIchorError(error)) return error;
    throw error;
  }
}

function none(error: unknown): Buffer {
  if (isAbsent(error)) return Buffer.alloc(0);
  throw error;
}
