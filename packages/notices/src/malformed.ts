import type { ErrorCode } from './errors.ts';

/**
 * What went wrong while bytes were taken apart, before anyone knows whose they are. It never leaves the room that reads them:
 * its reader makes an IchorError of it, with the file's name and, where known, what it holds.
 */
export class Malformed extends Error {
  override readonly name = 'Malformed';
  readonly code: ErrorCode;
  readonly problem: string;
  readonly remedy: string;

  constructor(code: ErrorCode, problem: string, remedy: string, options?: ErrorOptions) {
    super(problem, options);
    this.code = code;
    this.problem = problem;
    this.remedy = remedy;
  }
}
