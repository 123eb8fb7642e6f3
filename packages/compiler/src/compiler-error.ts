/** What the compiler cannot do: names what it concerns, what is wrong and what would be right. */
export class CompilerError extends Error {
  override readonly name = 'CompilerError';
  /** The operator, parameter or file it concerns. */
  readonly subject: string;

  constructor(subject: string, problem: string, options?: { cause?: unknown }) {
    super(`${subject}: ${problem}`, options);
    this.subject = subject;
  }
}
