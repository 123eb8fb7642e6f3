import { appendFile, readFile, writeFile } from 'node:fs/promises';

/** A line of log.jsonl: a step, or the held-out figures after an epoch. */
export interface LogLine {
  /** Steps done. */
  readonly step: number;
  readonly epoch: number;
  readonly loss?: number;
  readonly regionLoss?: number | undefined;
  readonly rate?: number;
  readonly imagesPerSecond?: number;
  readonly heldOut?: { readonly auc: number | undefined; readonly logLoss: number };
}

export interface RunLog {
  write(line: LogLine): void;
  /** Puts what was written on the disk. */
  flush(): Promise<void>;
}

/** Opens log.jsonl so that it goes on after `step`: lines of steps that a resumed run makes again are cut off. */
export async function openRunLog(path: string, step: number): Promise<RunLog> {
  const kept = (await readFile(path, 'utf8').catch(() => ''))
    .split('\n')
    // A line that was being written when the run was stopped is no JSON: it is past any checkpoint.
    .filter((line) => line.endsWith('}') && (JSON.parse(line) as LogLine).step <= step);
  await writeFile(path, kept.map((line) => `${line}\n`).join(''));
  let pending = '';
  return {
    write: (line) => {
      pending += `${JSON.stringify(line)}\n`;
    },
    flush: async () => {
      const text = pending;
      pending = '';
      await appendFile(path, text);
    },
  };
}
