import { fileFailure } from '@ichor/files';
import { EXIT } from './exit-codes.ts';

/** As shells count what SIGPIPE ended. */
const BROKEN_PIPE = 141;

/**
 * Ends the process where nobody takes what it prints: without a word where a reader like "head" has had enough; with one
 * where the disk is full, since a result that was lost is none. Without this, the console would swallow both.
 */
export function watchOutput(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(BROKEN_PIPE);
    const told = fileFailure(error, 'standard output');
    console.error(`ichor: ${told instanceof Error ? told.message : String(told)}`);
    process.exit(EXIT.failed);
  });
  // Where nobody listens to what went wrong there is nobody to tell; the work goes on, and the exit code says it.
  process.stderr.on('error', () => {});
}
