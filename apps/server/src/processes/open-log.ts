import { destination, type Logger, pino } from 'pino';

export type LogLevel = 'silent' | 'error' | 'warn' | 'info';

/**
 * Lines of JSON on the error stream. Of an error only where it was raised: its words may quote a file's name or a header,
 * and with them a patient.
 */
export function openLog(name: string, level: LogLevel): Logger {
  return pino({ name, level, serializers: { err: withoutWords } }, destination({ fd: 2, sync: true }));
}

/** What can be told of an error without a patient's data: its type, code and place. */
export function withoutWords(error: unknown): object {
  // pg-boss hands out plain objects with an error's fields.
  if (!isErrorLike(error)) return { type: typeof error };
  const code = 'code' in error ? error.code : undefined;
  const at = error.stack?.split('\n').filter((line) => /^\s+at /.test(line));
  return {
    type: error.name ?? 'Error',
    ...(typeof code === 'string' && { code }),
    at: at?.map((line) => line.trim()),
    ...(error.cause instanceof Error && { cause: withoutWords(error.cause) }),
  };
}

const isErrorLike = (error: unknown): error is Error =>
  error instanceof Error ||
  (typeof error === 'object' && error !== null && 'stack' in error && 'message' in error);
