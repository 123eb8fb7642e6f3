import type { NoticeEntry } from '../notice-entry.ts';

export interface OfAFile {
  /** To be read after "The file of a slice". */
  readonly problem: string;
}

const fileOfASlice = (problem: string): string => `The file of a slice ${problem}.`;

/** What became of stored files. */
export const STORE_NOTICES = {
  'content-missing': {
    title: 'A stored file is gone',
    effect: 'incomplete',
    meaning: 'The file of a slice was sent and is no longer in the store of the server.',
    remedy: 'Send the named slices again. `ichor store verify` names all files that are gone or changed.',
    text: ({ problem }: OfAFile) => fileOfASlice(problem),
  },
  'content-changed': {
    title: 'A stored file was changed',
    effect: 'incomplete',
    meaning:
      'The file of a slice is no longer what was sent: its SHA-256 is not its name. Its pixels are not shown.',
    remedy:
      'Send the named slices again, and look at the disk. `ichor store verify` names all files that are gone or changed.',
    text: ({ problem }: OfAFile) => fileOfASlice(problem),
  },
  'content-unreadable': {
    title: "A stored file can't be read from the disk",
    effect: 'incomplete',
    meaning: 'The operating system does not give the file of a slice; the message has its error.',
    remedy: 'Look at the disk, and at who may read the data folder; then have the study read again.',
    text: ({ problem }: OfAFile) => fileOfASlice(problem),
  },
} satisfies Readonly<Record<string, NoticeEntry>>;
