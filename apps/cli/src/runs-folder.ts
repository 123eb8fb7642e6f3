import { homedir } from 'node:os';
import { join } from 'node:path';

/** The option that names the folder of all runs. */
export const RUNS_OPTION = {
  type: 'string',
  default: join(homedir(), '.ichor', 'runs'),
  description: 'folder of all runs',
} as const;
