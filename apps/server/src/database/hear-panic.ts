/** A line of PostgreSQL's log. Those that quote a statement have another word there. */
const PANIC = /^\d[-\d]+ [\d:.]+ \w+ \[\d+\] PANIC: {2}(.*)/;

/** Hears in what PGlite writes to its log that PostgreSQL gives up. */
export const hearPanic =
  (onPanic: (problem: string) => void) =>
  (line: string): boolean => {
    const [, problem] = PANIC.exec(line) ?? [];
    if (problem !== undefined) onPanic(problem);
    // Nothing is printed.
    return false;
  };
