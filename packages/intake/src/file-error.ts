/** The operating system's refusal, such as to open a file; its message names the path. */
export const isFileError = (error: unknown): error is Error & { code: string } =>
  error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string';
