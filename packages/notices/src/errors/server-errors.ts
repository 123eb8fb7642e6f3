import type { ErrorEntry } from '../error-entry.ts';

/** Of the server, its database and its store. */
export const SERVER_ERRORS = {
  'bad-request': {
    meaning: 'A request is not as it should be.',
    remedy: 'Reload the page.',
  },
  'not-found': {
    meaning: 'What was asked for is not there, or no longer.',
    remedy: 'It may have been deleted: load the list anew.',
  },
  internal: {
    meaning: 'The server met what it does not know.',
    remedy: 'Try again; if it fails again, look at its log.',
  },
  'too-slow': {
    meaning: 'A request stood still, or did not come in time.',
    remedy: 'Send it again.',
  },
  'host-refused': {
    meaning: 'A name of the server would let other machines in, or is not the one it serves.',
    remedy: 'Open http://localhost and the port that it printed.',
  },
  'origin-refused': {
    meaning: "A request does not come from Ichor's own page.",
    remedy: 'Use Ichor from its own page.',
  },
  'key-needed': {
    meaning: 'A request comes without the key of this server.',
    remedy:
      'Open the address that Ichor printed, or run `ichor open`; scripts send "Authorization: Bearer KEY".',
  },
  'session-key-refused': {
    meaning: 'The file of the session key is not safe: others may read or replace it.',
    remedy:
      'Delete it: another is made at the next start, and pages that are open need the new address. Where the disk keeps no permissions, give a folder on another with --data.',
  },
  'too-many': {
    meaning: 'An upload has more files than are taken at once.',
    remedy: 'Send it in parts, a study at a time.',
  },
  'upload-unknown': {
    meaning: 'The server knows nothing of this upload.',
    remedy: 'Start the upload anew.',
  },
  'slice-damaged': {
    meaning: "The pixels of a slice can't be had.",
    remedy: 'Fetch the file again, or ask for the slice to be written anew where it was made.',
  },
  'content-missing': {
    meaning: 'A stored file is gone.',
    remedy: 'Send the file again.',
  },
  'content-changed': {
    meaning: 'A stored file is no longer what was sent.',
    remedy: 'Send the file again.',
  },
  'content-unreadable': {
    meaning: 'The operating system does not give a stored file.',
    remedy: 'Look at the disk, and at who may read the data folder; then have the study read again.',
  },
  'files-left': {
    meaning: 'A study is deleted, but files of it could not be removed.',
    remedy:
      'Look at the disk, and at who may write to the data folder: it is tried again at each deletion and each start.',
  },
  'store-missing': {
    meaning: 'The data folder holds no store of pictures.',
    remedy: 'Give the data folder of a server with --data or ICHOR_HOME.',
  },
  'folder-not-writable': {
    meaning: "The data folder can't be written to.",
    remedy: 'Give a folder that you may write to with --data or ICHOR_HOME.',
  },
  'folder-not-own': {
    meaning: 'The data folder belongs to another user.',
    remedy: 'Give a folder of your own with --data.',
  },
  'database-away': {
    meaning: 'The database does not answer.',
    remedy: 'Try again in a few seconds; if DATABASE_URL is set, look whether it is right.',
  },
  'database-broken': {
    meaning: "The database can't be opened.",
    remedy:
      'Move the folder away to begin a new one: the pictures in the folder beside it stay, and are listed and read again at the next start.',
  },
  'database-locked': {
    meaning: 'Another process uses the database.',
    remedy: 'Use the page that it serves, stop it, or give another folder with --data.',
  },
  'database-migration': {
    meaning: "The database is not of this version's form.",
    remedy: 'Use the version of Ichor that wrote it, or another data folder with --data.',
  },
  'database-not-running': {
    meaning: 'No database runs on the data folder.',
    remedy:
      'Start "ichor database" on it, or "ichor serve", which starts all; or give a PostgreSQL with DATABASE_URL.',
  },
  'port-in-use': {
    meaning: 'Another program uses the port.',
    remedy: 'Stop it, or give another port with --port.',
  },
  'port-refused': {
    meaning: 'The operating system does not give the port to this user.',
    remedy: 'Give a port above 1023 with --port.',
  },
  'process-ended': {
    meaning: 'A process of the server ended, and with it the server.',
    remedy: 'Look at what it printed above; if nothing is there, start it again.',
  },
  'page-missing': {
    meaning: 'The page was not built.',
    remedy: 'Start "ichor serve", which builds it.',
  },
  'page-not-built': {
    meaning: 'The page could not be built.',
    remedy: 'Run "npm ci" again; if it fails again, "npx vite build apps/web" says more.',
  },
} satisfies Readonly<Record<string, ErrorEntry>>;
