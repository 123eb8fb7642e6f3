import { join } from 'node:path';
import { isAbsent, readWhole } from '@ichor/files';
import type { LogLine } from '../run-log.ts';
import { logLineSchema, parsedAs } from '../run-schemas.ts';

/**
 * The lines of a run's log, none where it has not begun. What was being written when it was stopped is left out.
 *
 * @throws IchorError `run-damaged` naming a line that is no line of a log and has others after it
 */
export async function readLog(folder: string): Promise<LogLine[]> {
  const path = join(folder, 'log.jsonl');
  const bytes = await readWhole(path).catch((error: unknown) => {
    if (isAbsent(error)) return Buffer.alloc(0);
    throw error;
  });
  const lines = bytes.toString('utf8').split('\n');
  // Without its end the last line is still being written.
  return lines
    .slice(0, -1)
    .map((line, i) =>
      parsedAs<LogLine>(
        line,
        logLineSchema,
        `${path}, line ${i + 1}`,
        'Remove that line, then resume the run.',
      ),
    );
}
