import { type ErrorCode, IchorError } from '@ichor/notices';

/** What the operating system refused, in words that help: see {@link fileFailure}. */
export class FileFailure extends IchorError {
  override readonly name = 'FileFailure';
  /** The system's own word, such as ENOSPC. */
  readonly systemCode: string;

  constructor(what: ConstructorParameters<typeof IchorError>[0] & { readonly systemCode: string }) {
    super(what);
    this.systemCode = what.systemCode;
  }
}

export const isFileFailure = (error: unknown): error is FileFailure => error instanceof FileFailure;

/** What Node throws where the operating system refuses. */
export type SystemError = Error & { readonly code: string; readonly syscall: string; readonly path?: string };

export const isSystemError = (error: unknown): error is SystemError =>
  error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string';

interface Words {
  readonly code: ErrorCode;
  readonly problem: string;
  readonly remedy: string;
}

const PERMISSION: Words = {
  code: 'permission-denied',
  problem: 'may not be used so by this user',
  remedy: 'Look at its permissions and those of the folders above it, or give another.',
};

const WORDS: Readonly<Record<string, Words>> = {
  ENOSPC: {
    code: 'disk-full',
    problem: 'has no space left on its disk',
    remedy: 'Make space, or give a place on another disk.',
  },
  EDQUOT: {
    code: 'disk-full',
    problem: "lies on a disk on which this user's share is used up",
    remedy: 'Make space, or give a place on another disk.',
  },
  EACCES: PERMISSION,
  EPERM: PERMISSION,
  EROFS: {
    code: 'read-only',
    problem: 'lies on a disk that can only be read',
    remedy: 'Give a place on another disk.',
  },
  ENOENT: {
    code: 'path-not-found',
    problem: 'is not there',
    remedy: 'Look at how the path is written.',
  },
  ENOTDIR: {
    code: 'not-a-folder',
    problem: 'is a file, or lies below one, where a folder is needed',
    remedy: 'Give the path of a folder.',
  },
  EISDIR: {
    code: 'is-a-folder',
    problem: 'is a folder where a file is needed',
    remedy: 'Give the path of a file.',
  },
  EEXIST: {
    code: 'already-there',
    problem: 'is there already',
    remedy: 'Give another name, or take away what is there.',
  },
  ENOTEMPTY: {
    code: 'already-there',
    problem: 'is a folder that holds something already',
    remedy: 'Give another name, or take away what is there.',
  },
  ENAMETOOLONG: {
    code: 'name-too-long',
    problem: 'has a name that is longer than the system takes',
    remedy: 'Give a shorter one.',
  },
  EILSEQ: {
    code: 'name-illegal',
    problem: 'has a name that its disk does not take',
    remedy: 'Give another name.',
  },
  ELOOP: {
    code: 'link-loop',
    problem: 'is a link that leads back to itself',
    remedy: 'Give the path that the link was meant for.',
  },
  EMFILE: {
    code: 'too-many-open-files',
    problem: 'cannot be opened beside all the files that are open already',
    remedy: 'Raise the limit ("ulimit -n"), or give less at once.',
  },
  ENFILE: {
    code: 'too-many-open-files',
    problem: 'cannot be opened beside all the files that this machine has open',
    remedy: 'Close other programs, or give less at once.',
  },
  EIO: {
    code: 'disk-fault',
    problem: 'lies on a disk that fails',
    remedy: 'Look at its medium or its connection; what was read of it before may be wrong too.',
  },
  EFBIG: {
    code: 'file-too-large',
    problem: 'would be larger than its disk or this user may have files',
    remedy: 'Give a place on another disk, or raise the limit ("ulimit -f").',
  },
  EBUSY: {
    code: 'in-use',
    problem: 'is in use by another program',
    remedy: 'Stop that, or give another path.',
  },
  ETXTBSY: {
    code: 'in-use',
    problem: 'is in use by another program',
    remedy: 'Stop that, or give another path.',
  },
  ENXIO: {
    code: 'not-a-file',
    problem: 'is a socket, a pipe or a device that nobody serves, and no file',
    remedy: 'Give a file or a folder.',
  },
  ENODEV: {
    code: 'not-a-file',
    problem: 'is a device that is not there',
    remedy: 'Give a file or a folder.',
  },
  ...shares(['ESTALE', 'ETIMEDOUT', 'EHOSTDOWN', 'EHOSTUNREACH', 'ENOTCONN', 'EREMOTEIO']),
};

/** What a folder of another machine says when that is away. */
function shares(codes: readonly string[]): Record<string, Words> {
  const words: Words = {
    code: 'share-away',
    problem: 'lies on another machine or medium, which is away',
    remedy: 'Try again when it is back.',
  };
  return Object.fromEntries(codes.map((code) => [code, words]));
}

/**
 * A refusal of the operating system, as a person is told it; any other error as it is.
 *
 * @param subject the path that the user knows; the one that the system names by default. Without either the error stays as it
 * is: nobody could do anything about it.
 */
export function fileFailure(cause: unknown, subject?: string): unknown {
  const systemCode = systemCodeOf(cause);
  const words = systemCode === undefined ? undefined : WORDS[systemCode];
  const of = subject ?? (isSystemError(cause) ? cause.path : undefined);
  if (systemCode === undefined || words === undefined || of === undefined) return cause;
  return new FileFailure({ ...words, subject: of, systemCode, cause });
}

/** What SQLite found where the system refused it something (SQLITE_PERM, _READONLY, _IOERR, _FULL). */
const OF_SQLITE: Readonly<Record<number, string>> = { 3: 'EACCES', 8: 'EROFS', 10: 'EIO', 13: 'ENOSPC' };

function systemCodeOf(error: unknown): string | undefined {
  if (isSystemError(error)) return error.code;
  const isSqlite = error instanceof Error && 'errcode' in error && typeof error.errcode === 'number';
  // The low byte: the others say more of the same.
  return isSqlite ? OF_SQLITE[(error.errcode as number) & 0xff] : undefined;
}
