import type { ErrorEntry } from '../error-entry.ts';

/** Of files, folders and disks. */
export const FILE_ERRORS = {
  'path-not-found': {
    meaning: 'Nothing is at that path.',
    remedy: 'Look at how the path is written.',
  },
  'permission-denied': {
    meaning: 'The user who runs Ichor may not use a file or folder so.',
    remedy: 'Look at its permissions and those of the folders above it, or give another.',
  },
  'disk-full': {
    meaning: "A disk, or the user's share of it, has no space left.",
    remedy: 'Make space, or give a place on another disk.',
  },
  'disk-fault': {
    meaning: 'A disk fails at reading or writing.',
    remedy: 'Look at its medium or its connection; what was read of it before may be wrong too.',
  },
  'read-only': {
    meaning: 'A disk can only be read.',
    remedy: 'Give a place on another disk.',
  },
  'not-a-folder': {
    meaning: 'A file, or nothing that can become a folder, is where a folder is needed.',
    remedy: 'Give the path of a folder.',
  },
  'is-a-folder': {
    meaning: 'A folder is where a file is needed.',
    remedy: 'Give the path of a file.',
  },
  'not-a-file': {
    meaning: 'A pipe, a socket or a device is where a file is needed.',
    remedy: 'Give a file or a folder.',
  },
  'already-there': {
    meaning: 'Something is already there, and is not written over.',
    remedy: 'Give another name, or take away what is there.',
  },
  'name-too-long': {
    meaning: 'A name is longer than the system takes.',
    remedy: 'Give a shorter one.',
  },
  'name-illegal': {
    meaning: 'A disk does not take such a name.',
    remedy: 'Give another name.',
  },
  'link-loop': {
    meaning: 'A link leads back to itself.',
    remedy: 'Give the path that the link was meant for.',
  },
  'too-many-open-files': {
    meaning: 'No further file can be opened beside those that are open.',
    remedy: 'Raise the limit ("ulimit -n"), or give less at once.',
  },
  'file-too-large': {
    meaning: 'A file is larger than may be read or written.',
    remedy: 'Leave it out, or give the study as one file a slice.',
  },
  'in-use': {
    meaning: 'Another program has a file open and keeps it.',
    remedy: 'Stop that, or give another path.',
  },
  'path-unreadable': {
    meaning: "Something in a folder that is watched can't be looked at.",
    remedy: 'Look at its permissions.',
  },
  'share-away': {
    meaning: 'The machine or medium that a file lies on is away.',
    remedy: 'Try again when it is back.',
  },
  'output-inside-input': {
    meaning: 'What is written would be read again: the output lies inside the input.',
    remedy: 'Give a folder outside of it.',
  },
  'too-large': {
    meaning: 'A file or an upload is larger than is taken.',
    remedy: 'Send it in smaller parts, or leave it out.',
  },
} satisfies Readonly<Record<string, ErrorEntry>>;
