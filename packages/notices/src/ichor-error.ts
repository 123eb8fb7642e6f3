import { ERRORS, type ErrorCode } from './errors.ts';

/**
 * The base of every error that a user may see: what it concerns, what is wrong, what to do.
 *
 * @example throw new IchorError({ code: 'not-dicom', subject: 'scan.txt', problem: 'is not DICOM' });
 */
export class IchorError extends Error {
  override readonly name: string = 'IchorError';
  /** Stable, kebab-case. */
  readonly code: ErrorCode;
  /** The file, folder, option or value it concerns. */
  readonly subject: string;
  /** What is wrong with the subject, to be read after it: "scan.txt: is not DICOM". */
  readonly problem: string;
  /** What the user can do about it: a sentence. */
  readonly remedy: string;

  /** @param what without a remedy of its own it has the one that the catalogue gives for its code */
  constructor(what: { code: ErrorCode; subject: string; problem: string; remedy?: string; cause?: unknown }) {
    const remedy = what.remedy ?? ERRORS[what.code].remedy;
    super(`${what.subject}: ${what.problem}. ${remedy}`, { cause: what.cause });
    this.code = what.code;
    this.subject = what.subject;
    this.problem = what.problem;
    this.remedy = remedy;
  }
}

/**
 * An error as another process told it. That may be of another version and know codes that the catalogue does not: they stay as
 * they are, and are handled as any other that nobody asks for.
 */
export const toldError = (told: {
  readonly code: string;
  readonly subject: string;
  readonly problem: string;
  readonly remedy: string;
}): IchorError => new IchorError({ ...told, code: told.code as ErrorCode });

export const isIchorError = (error: unknown): error is IchorError => error instanceof IchorError;
