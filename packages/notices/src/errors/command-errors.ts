import type { ErrorEntry } from '../error-entry.ts';

/** Of the command line. */
export const COMMAND_ERRORS = {
  usage: {
    meaning: 'A command or an option is not as it should be.',
    remedy: "See the command's --help.",
  },
  'internal-error': {
    meaning: 'Ichor met what it does not know.',
    remedy: 'Tell those who made it, with what stands on standard error.',
  },
  'nothing-read': {
    meaning: 'None of the studies of the demonstration could be read.',
    remedy: 'Look at the reasons on the page, or start with --log warn.',
  },
  'server-not-running': {
    meaning: 'No server runs on the data folder.',
    remedy: 'Start "npm start" or "ichor serve"; with a data folder of your own, name it with --data.',
  },
  'several-servers': {
    meaning: 'Several servers run on the data folder.',
    remedy: 'Say which with --port.',
  },
  'output-in-use': {
    meaning: 'Another `ichor watch` writes to the folder.',
    remedy: 'Stop that one, or give another folder.',
  },
} satisfies Readonly<Record<string, ErrorEntry>>;
