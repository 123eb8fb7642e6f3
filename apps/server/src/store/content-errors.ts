import { isSystemError } from '@ichor/files';
import { IchorError } from '@ichor/notices';

/** What may be wrong with a stored content. */
export type ContentFault = 'content-missing' | 'content-changed' | 'content-unreadable';

/** The error of a content that has such a fault. */
export type ContentFaultError = IchorError & { readonly code: ContentFault };

/** What a reading says of a file that can't be had; with {@link isContentFault} it is told from every other error. */
export const contentFault = (code: ContentFault, sha256: string, cause?: unknown): IchorError =>
  new IchorError({ code, subject: sha256.slice(0, 12), ...WORDS[code](cause), cause });

export const isContentFault = (error: unknown): error is ContentFaultError =>
  error instanceof IchorError && Object.hasOwn(WORDS, error.code);

const WORDS: Readonly<Record<ContentFault, (cause: unknown) => { problem: string; remedy: string }>> = {
  'content-missing': () => ({ problem: 'is not in the store', remedy: 'Send the file again.' }),
  'content-changed': () => ({
    problem: 'was changed in the store since it was sent: its SHA-256 is no longer its name',
    remedy: 'Send the file again.',
  }),
  'content-unreadable': (cause) => ({
    problem: `can't be read from the disk (${systemCode(cause)})`,
    remedy: 'Look at the disk, and at who may read the data folder; then have the study read again.',
  }),
};

export const CONTENT_FAULTS = Object.keys(WORDS) as readonly ContentFault[];

/** Whether a slice's damage is of the store, and not of the file as it was sent. */
export const isContentFaultCode = (code: string | null | undefined): boolean =>
  CONTENT_FAULTS.some((one) => one === code);

/** Of the process, whatever the file: nothing can be said of a content because of them. */
const OF_THE_PROCESS: ReadonlySet<string> = new Set(['EMFILE', 'ENFILE', 'ENOMEM', 'ENOBUFS']);

/** The error of a content that the operating system would not give; other errors as they are. */
export function asContentFault(error: unknown, sha256: string): unknown {
  const code = systemCode(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') return contentFault('content-missing', sha256, error);
  if (code === undefined || OF_THE_PROCESS.has(code)) return error;
  return contentFault('content-unreadable', sha256, error);
}

const systemCode = (error: unknown): string | undefined => (isSystemError(error) ? error.code : undefined);
