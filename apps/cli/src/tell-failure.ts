import { fileFailure, isSystemError } from '@ichor/files';
import { IchorError, isIchorError } from '@ichor/notices';
import { EXIT } from './exit-codes.ts';

/**
 * Says on standard error why a command failed, and on standard output too where JSON was asked for. What a person, a file or a
 * disk is to blame for is told in a sentence; the stack is for what nobody foresaw.
 *
 * @returns the exit code
 */
export function tellFailure(
  error: unknown,
  { command, json }: { readonly command: string; readonly json: boolean },
): number {
  const known = knownFailure(error, command);
  if (json) console.log(JSON.stringify({ error: fields(known ?? defect(error)) }));
  console.error(known ? `ichor: ${known.message}` : error);
  return known?.code === 'usage' ? EXIT.usage : EXIT.failed;
}

function knownFailure(error: unknown, command: string): IchorError | undefined {
  if (isIchorError(error)) return error;
  if (error instanceof Error && error.name === 'CLIError') return misused(error, command);
  // A write to an open file names no path; whoever opened it should have.
  const told = fileFailure(error, isSystemError(error) && error.path === undefined ? 'a file' : undefined);
  return isIchorError(told) ? told : undefined;
}

/** What citty says of a command line. */
const misused = (cause: Error, command: string): IchorError =>
  new IchorError({
    code: 'usage',
    subject: command,
    problem: cause.message.replace(/\.$/, ''),
    remedy: `Try "ichor ${command} --help".`,
    cause,
  });

const defect = (cause: unknown): IchorError =>
  new IchorError({
    code: 'internal-error',
    subject: 'ichor',
    problem: `met what it does not know: ${cause instanceof Error ? cause.message : String(cause)}`,
    cause,
  });

const fields = ({ code, subject, problem, remedy }: IchorError) => ({ code, subject, problem, remedy });
