/**
 * The base of every error that a user may see: what it concerns, what is wrong, what to do.
 *
 * @example throw new IchorError({ code: 'not-dicom', subject: 'scan.txt', problem: 'is not DICOM', remedy: 'Give it a DICOM file.' });
 */
export class IchorError extends Error {
  override readonly name: string = 'IchorError';
  /** Stable, kebab-case. */
  readonly code: string;
  /** The file, folder, option or value it concerns. */
  readonly subject: string;
  /** What is wrong with the subject, to be read after it: "scan.txt: is not DICOM". */
  readonly problem: string;
  /** What the user can do about it: a sentence. */
  readonly remedy: string;

  constructor(what: { code: string; subject: string; problem: string; remedy: string; cause?: unknown }) {
    super(`${what.subject}: ${what.problem}. ${what.remedy}`, { cause: what.cause });
    this.code = what.code;
    this.subject = what.subject;
    this.problem = what.problem;
    this.remedy = what.remedy;
  }
}

export const isIchorError = (error: unknown): error is IchorError => error instanceof IchorError;
