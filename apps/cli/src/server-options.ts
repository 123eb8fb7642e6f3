import type { LogLevel } from '@ichor/server/open-log';
import { oneOf, usageError } from './options.ts';

/** Options that the server's processes have in common. */
export const serverOptions = {
  data: {
    type: 'string',
    description: 'folder for database and pictures (default: ICHOR_HOME, or .ichor in your home)',
  },
  database: {
    type: 'string',
    description: 'URL of a PostgreSQL (default: DATABASE_URL, or the embedded one of the data folder)',
  },
  bundle: { type: 'string', description: 'folder of the bundle to read with (default: the one that ships)' },
  host: {
    type: 'string',
    default: 'localhost',
    description: 'only this machine itself, until there are accounts',
  },
  port: { type: 'string', default: '8760', description: 'where the page is' },
  page: { type: 'string', description: 'folder of the built page (default: none)' },
  quiet: {
    type: 'string',
    default: '3',
    description: 'seconds without a new file after which a study is read',
  },
  log: {
    type: 'string',
    default: 'warn',
    description: 'what goes to the error stream: silent, error, warn, info',
  },
} as const;

export const logLevel = (text: string): LogLevel =>
  oneOf('--log', text, ['silent', 'error', 'warn', 'info'] as const);

export function portNumber(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw usageError(`--port ${text}`, 'Give a number from 0 (any that is free) to 65535.');
  }
  return port;
}

export function quietSeconds(text: string): number {
  const seconds = Number(text);
  if (!(seconds >= 0 && seconds <= 3600)) {
    throw usageError(`--quiet ${text}`, 'Give a number of seconds from 0 to 3600.');
  }
  return seconds;
}
